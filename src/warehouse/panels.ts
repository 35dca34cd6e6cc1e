import { createHash } from 'node:crypto'
import type { Metrics } from '../platform/metrics.ts'
import type { Shelf } from '../platform/shelf.ts'
import type { QueryAnswer } from './request.ts'

/** Answers that many viewers of the same panel share. */
export interface Panels {
  /**
   * The answer to a question: from one of the last second, from one that is being worked out, or from `ask`.
   * @param question all that the answer depends on, the tenant and its settings too; as JSON it must name it fully
   */
  answer(question: unknown, ask: () => Promise<QueryAnswer>): Promise<QueryAnswer>
}

/** How old figures may be beyond what `fresh_to` says. A hundred viewers cost one query a second. */
const lifeMs = 1_000

export function openPanels(shelf: Shelf, metrics: Pick<Metrics, 'panels'>): Panels {
  const underWay = new Map<string, Promise<{ answer: QueryAnswer; from: 'shelf' | 'warehouse' }>>()

  async function find(name: string, ask: () => Promise<QueryAnswer>) {
    const kept = readAnswer(await shelf.get(name))
    if (kept !== undefined) return { answer: kept, from: 'shelf' as const }
    const answer = await ask()
    void shelf.put(name, JSON.stringify(answer), lifeMs)
    return { answer, from: 'warehouse' as const }
  }

  return {
    async answer(question, ask) {
      const began = performance.now()
      const name = `panel:${createHash('sha256').update(canonical(question)).digest('base64url')}`
      const joined = underWay.get(name)
      const finding = joined ?? find(name, ask).finally(() => underWay.delete(name))
      underWay.set(name, finding)
      const { answer, from } = await finding
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

/** Anybody may have written there: what does not look like an answer is none. */
function readAnswer(text: string | undefined): QueryAnswer | undefined {
  if (text === undefined) return undefined
  try {
    const answer = JSON.parse(text)
    return Array.isArray(answer.rows) && answer.totals instanceof Object && answer.meta instanceof Object
      ? answer
      : undefined
  } catch {
    return undefined
  }
}
