import type { Now } from '../platform/clock.ts'
import type { Logger } from '../platform/log.ts'
import type { Database } from '../postgres/pool.ts'
import { withTenant } from '../postgres/with-tenant.ts'
import type { Subject, SubjectTokens } from './subject-tokens.ts'
import { idsOf } from './subject-tokens.ts'

/** Whose events are refused, as far as it was asked in the last seconds. */
export interface ErasedSubjects {
  /** Which of these subjects were erased, in their order; ids as they are stored. */
  among(tenantId: string, subjects: readonly Subject[]): Promise<boolean[]>
}

/** For so long a process may take events of a person who was erased by another. */
export const noticedMs = 5_000

export function openErasedSubjects(db: Database, tokens: SubjectTokens, now: Now): ErasedSubjects {
  const known = new Map<string, { readonly at: number; readonly tokens: Promise<Set<string>> }>()

  async function read(tenantId: string): Promise<Set<string>> {
    const sql = 'SELECT token FROM erased_subjects WHERE tenant_id = $1'
    const { rows } = await withTenant(db, tenantId, (tx) => tx.query<{ token: string }>(sql, [tenantId]))
    return new Set(rows.map(({ token }) => token))
  }
  function erasedOf(tenantId: string): Promise<Set<string>> {
    const before = known.get(tenantId)
    if (before !== undefined && now() - before.at < noticedMs) return before.tokens
    const anew = read(tenantId)
    known.set(tenantId, { at: now(), tokens: anew })
    anew.catch(() => known.delete(tenantId))
    return anew
  }

  return {
    async among(tenantId, subjects) {
      const erased = await erasedOf(tenantId)
      if (erased.size === 0) return subjects.map(() => false)
      return Promise.all(
        subjects.map(async (subject) => (await tokens(tenantId, idsOf([subject]))).some((token) => erased.has(token))),
      )
    },
  }
}

/**
 * Calls `onErased` once a data subject was erased, in any tenant and by any process: after events of the subject are
 * refused and before the ledger forgets whose they were, which waits for longer than `noticedMs`.
 */
export async function watchErasures(
  db: Database,
  onErased: () => void,
  log: Logger,
): Promise<{ close(): Promise<void> }> {
  const count = async () => (await db.query<{ count: string }>('SELECT count(*) FROM erased_subjects')).rows[0]?.count
  let known = await count()
  let looking: Promise<void> = Promise.resolve()
  const look = async () => {
    const found = await count()
    if (found === known) return
    known = found
    onErased()
  }
  const timer = setInterval(() => {
    looking = look().catch((error) => log.debug({ err: error }, 'erasures could not be looked for; they will be again'))
  }, noticedMs).unref()
  return {
    async close() {
      clearInterval(timer)
      await looking
    },
  }
}
