import { createHash } from 'node:crypto'
import type { Cache } from '../platform/cache.ts'
import type { Metrics } from '../platform/metrics.ts'

/** An answer: what was asked for, and how it came about. */
interface Answer {
  readonly meta: { readonly elapsed_ms: number }
}

/** Answers that many viewers of the same panel share. */
export interface AnswerCache {
  /**
   * The answer to a question: from one of the last second, from one that is being worked out, or from `ask`.
   * @param question all that the answer depends on, the tenant and its settings too; as JSON it must name it fully
   */
  answer<Asked extends Answer>(question: unknown, ask: () => Promise<Asked>): Promise<Asked>
}

/** How old figures may be beyond what `fresh_to` says. A hundred viewers cost one query a second. */
const lifeMs = 1_000

export function openAnswerCache(cache: Cache, metrics: Pick<Metrics, 'panels'>): AnswerCache {
  const underWay = new Map<string, Promise<{ answer: Answer; from: 'shelf' | 'warehouse' }>>()

  async function find(name: string, ask: () => Promise<Answer>) {
    const kept = readAnswer(await cache.get(name))
    if (kept !== undefined) return { answer: kept, from: 'shelf' as const }
    const answer = await ask()
    void cache.put(name, JSON.stringify(answer), lifeMs)
    return { answer, from: 'warehouse' as const }
  }

  return {
    async answer<Asked extends Answer>(question: unknown, ask: () => Promise<Asked>) {
      const began = performance.now()
      const name = `panel:${createHash('sha256').update(canonical(question)).digest('base64url')}`
      const joined = underWay.get(name)
      const finding = joined ?? find(name, ask).finally(() => underWay.delete(name))
      underWay.set(name, finding)
      // The name says the question, and so what its answer is.
      const { answer, from } = (await finding) as { answer: Asked; from: 'shelf' | 'warehouse' }
      metrics.panels.inc({ from: joined === undefined ? from : 'joined' })
      if (joined === undefined && from === 'warehouse') return answer
      const elapsed_ms = Math.round((performance.now() - began) * 10) / 10
      return { ...answer, meta: { ...answer.meta, cached: true, elapsed_ms } }
    },
  }
}

/** The same for two values that differ only in the order in which their fields stand. */
const canonical = (value: unknown) =>
  JSON.stringify(value, (_name, inner) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )

/** Other programs may write to the same Redis: a value that does not have the form of an answer is ignored. */
function readAnswer(text: string | undefined): Answer | undefined {
  if (text === undefined) return undefined
  try {
    const answer = JSON.parse(text)
    return typeof answer.meta.elapsed_ms === 'number' ? answer : undefined
  } catch {
    return undefined
  }
}
