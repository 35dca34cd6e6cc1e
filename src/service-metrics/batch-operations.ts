import { momentOf } from '../ledger/row.ts'
import type { Now } from '../platform/clock.ts'
import { keptDays } from '../platform/kept-days.ts'
import type { Logger } from '../platform/log.ts'
import type { Database } from '../postgres/pool.ts'
import { withTenant } from '../postgres/with-tenant.ts'
import { openWriteBehind } from './write-behind.ts'

export const operationKinds = ['batch', 'import', 'replay', 'restore', 'retention'] as const
export type OperationKind = (typeof operationKinds)[number]

/** `done`: nothing was rejected; `partly`: something was; `refused`: everything was. */
export const operationOutcomes = ['done', 'partly', 'refused'] as const

/** What one call did with many events. */
export interface OperationCall {
  readonly tenantId: string
  /** Calls of one id are one operation, as those of an import. */
  readonly id: string
  readonly kind: OperationKind
  /** The name of the credential. */
  readonly actor: string
  /** Milliseconds since 1970. */
  readonly startedAt: number
  readonly accepted: number
  readonly duplicates: number
  readonly rejected: number
}

export interface BatchOperation {
  readonly id: string
  readonly kind: OperationKind
  readonly actor: string
  readonly started_at: string
  readonly finished_at: string
  readonly calls: number
  readonly events: number
  readonly accepted: number
  readonly duplicates: number
  readonly rejected: number
  readonly outcome: (typeof operationOutcomes)[number]
}

export interface OperationRecord {
  /** Notes it in memory. */
  note(call: OperationCall): void
  /** Resolves when everything that was noted before lies in the table. */
  flush(): Promise<void>
  close(): Promise<void>
}

interface Noted extends OperationCall {
  readonly finishedAt: number
  readonly calls: number
}

const hourMs = 3_600_000

const together = (a: Noted, b: Noted): Noted => ({
  ...a,
  startedAt: Math.min(a.startedAt, b.startedAt),
  finishedAt: Math.max(a.finishedAt, b.finishedAt),
  calls: a.calls + b.calls,
  accepted: a.accepted + b.accepted,
  duplicates: a.duplicates + b.duplicates,
  rejected: a.rejected + b.rejected,
})

/**
 * Records operations every second and at the end, for 90 days. A crash takes those of its last second with it: they say
 * what was done; what was acknowledged is in the ledger all the same.
 */
export function openOperationRecord(db: Database, now: Now, log: Logger): OperationRecord {
  let noted = new Map<string, Noted>()
  let sweptAt = 0
  const add = (it: Noted) => {
    const key = JSON.stringify([it.tenantId, it.id])
    const known = noted.get(key)
    noted.set(key, known === undefined ? it : together(known, it))
  }

  async function write(): Promise<void> {
    const taken = noted
    noted = new Map()
    try {
      if (taken.size > 0)
        await addOperations(
          db,
          [...taken.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, it]) => it),
        )
      if (now() - sweptAt < hourMs) return
      await db.query(
        `DELETE FROM batch_operations WHERE finished_at < $1::timestamptz - interval '${keptDays.batch_operations} days'`,
        [new Date(now()).toISOString()],
      )
      sweptAt = now()
    } catch (error) {
      // Kept for the next second: no batch is taken while the ledger is unavailable.
      for (const it of taken.values()) add(it)
      throw error
    }
  }
  const { flush, close } = openWriteBehind(write, (error) =>
    log.warn({ err: error }, 'batch operations could not be recorded; they are kept'),
  )

  return {
    note(call) {
      add({ ...call, finishedAt: now(), calls: 1 })
    },
    ...{ flush, close },
  }
}

const outcomeOf = `CASE WHEN %rejected = 0 THEN 'done' WHEN %accepted + %duplicates = 0 THEN 'refused' ELSE 'partly' END`
const outcomeIn = (sum: (name: string) => string) => outcomeOf.replace(/%(\w+)/g, (_, name: string) => sum(name))

/** In one order, so that two processes that add to the same import do not lock each other out. */
async function addOperations(db: Database, operations: readonly Noted[]): Promise<void> {
  const counted = ['calls', 'events', 'accepted', 'duplicates', 'rejected']
  const sum = (name: string) => `known.${name} + excluded.${name}`
  const rows = operations.map((it) => ({
    ...{ tenant_id: it.tenantId, id: it.id, kind: it.kind, actor: it.actor, calls: it.calls },
    ...{ started_at: new Date(it.startedAt).toISOString(), finished_at: new Date(it.finishedAt).toISOString() },
    ...{ accepted: it.accepted, duplicates: it.duplicates, rejected: it.rejected },
    events: it.accepted + it.duplicates + it.rejected,
  }))
  await db.query(
    `INSERT INTO batch_operations AS known
       (tenant_id, id, kind, actor, started_at, finished_at, ${counted.join(', ')}, outcome)
     SELECT tenant_id, id, kind, actor, started_at, finished_at, ${counted.join(', ')}, ${outcomeIn((name) => name)}
     FROM jsonb_to_recordset($1) AS input(
       tenant_id text, id uuid, kind text, actor text, started_at timestamptz, finished_at timestamptz,
       ${counted.map((name) => `${name} bigint`).join(', ')})
     ON CONFLICT (tenant_id, id) DO UPDATE SET
       started_at = least(known.started_at, excluded.started_at),
       finished_at = greatest(known.finished_at, excluded.finished_at),
       ${counted.map((name) => `${name} = ${sum(name)}`).join(', ')},
       outcome = ${outcomeIn((name) => `(${sum(name)})`)}`,
    [JSON.stringify(rows)],
  )
}

/** Operations of a tenant, newest first, of a kind or of all, behind the one of the id `after`. */
export async function listOperations(
  db: Database,
  tenantId: string,
  { kind, after, limit }: { kind: OperationKind | undefined; after: string | undefined; limit: number },
): Promise<BatchOperation[]> {
  const sql = `SELECT id, kind, actor, started_at, finished_at, calls::int, events::int, accepted::int, duplicates::int,
      rejected::int, outcome
    FROM batch_operations
    WHERE tenant_id = $1 AND ($2::text IS NULL OR kind = $2) AND ($3::uuid IS NULL OR (started_at, id) <
      (SELECT started_at, id FROM batch_operations WHERE tenant_id = $1 AND id = $3::uuid))
    ORDER BY started_at DESC, id DESC LIMIT $4`
  const values = [tenantId, kind ?? null, after ?? null, limit]
  const { rows } = await withTenant(db, tenantId, (tx) =>
    tx.query<Record<string, unknown> & BatchOperation>(sql, values),
  )
  return rows.map((row) => ({ ...row, started_at: momentOf(row.started_at), finished_at: momentOf(row.finished_at) }))
}
