import type { Database } from '../postgres/pool.ts'

/** What a run of a tenant's retention took away: of a type (`*` where the store is not kept by type) and month of UTC. */
export interface Removal {
  readonly store: string
  readonly action: string
  readonly type: string
  /** 2026-10 */
  readonly month: string
  readonly events: number
}

interface InMonth {
  readonly tenant_id: string
  readonly type: string
  readonly hour: string
}

/** Whether the events of a tenant and type in an hour (RFC 3339, UTC) were removed from a store by a policy. */
export type IsRemoved = (slice: InMonth) => boolean

/** What policies removed from a store, of one tenant or of all. */
export async function readRemoved(db: Database, store: string, tenantId: string | undefined): Promise<IsRemoved> {
  const { rows } = await db.query<{ tenant_id: string; type: string; month: string }>(
    `SELECT DISTINCT tenant_id, type, month FROM retention_removals
     WHERE store = $1 AND action = 'delete' AND ($2::text IS NULL OR tenant_id = $2)`,
    [store, tenantId ?? null],
  )
  const removed = new Set(rows.map(({ tenant_id, type, month }) => `${tenant_id}\u0000${type}\u0000${month}`))
  return ({ tenant_id, type, hour }) => removed.has(`${tenant_id}\u0000${type}\u0000${hour.slice(0, 7)}`)
}

/** Notes that a run removes a month from a store: before it does, so that nothing that compares stores brings it back. */
export async function noteRemoval(
  db: Database,
  run: { readonly id: string; readonly tenantId: string },
  { store, action, type, month, events }: Removal,
): Promise<void> {
  await db.query(
    `INSERT INTO retention_removals (run_id, tenant_id, store, action, type, month, events)
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
    [run.id, run.tenantId, store, action, type, month, events],
  )
}

/** Takes the note of a removal back that came to nothing. */
export async function forgetRemoval(
  db: Database,
  runId: string,
  { store, action, type, month }: Omit<Removal, 'events'>,
): Promise<void> {
  await db.query(
    'DELETE FROM retention_removals WHERE run_id = $1 AND store = $2 AND action = $3 AND type = $4 AND month = $5',
    [runId, store, action, type, month],
  )
}
