import { randomBytes } from 'node:crypto'
import type { RecordChange } from '../compliance/audit.ts'
import { type SealingKey, seal, unseal } from '../compliance/sealing.ts'
import type { Removal } from '../ledger/removals.ts'
import { momentOf } from '../ledger/row.ts'
import { Failure } from '../platform/errors.ts'
import { uuidV7 } from '../platform/uuid.ts'
import type { Database } from '../postgres/pool.ts'
import { withTenant } from '../postgres/with-tenant.ts'
import type { PlanRow } from './plan/rows.ts'

export const runStatuses = ['pending', 'running', 'done', 'failed'] as const

/** A run of a tenant's policies. */
export interface RetentionRun {
  readonly id: string
  readonly status: (typeof runStatuses)[number]
  readonly requested_by: string
  /** RFC 3339 */
  readonly requested_at: string
  readonly finished_at: string | null
  readonly error: string | null
  /** What went, by store, type and month. */
  readonly removed: readonly Removal[]
  /** What stayed when it ended; null before. */
  readonly held_back: readonly HeldRow[] | null
}

export type HeldRow = Pick<PlanRow, 'store' | 'action' | 'type' | 'month' | 'held_back'>

type Row = Omit<RetentionRun, 'removed'>

const columns = 'id, status, requested_by, requested_at, finished_at, error, held_back'
const keyBound = (id: string) => `${id}/retention`

/** Records a run by a person. @throws Failure too_many_requests while one of the tenant is under way */
export async function requestRun(
  db: Database,
  wrap: SealingKey,
  asked: { readonly tenantId: string; readonly by: string },
  record: RecordChange,
): Promise<string> {
  const { tenantId, by } = asked
  const id = uuidV7(Date.now())
  await withTenant(db, tenantId, async (tx) => {
    const { rowCount } = await tx.query(
      `INSERT INTO retention_runs (id, tenant_id, status, requested_by, wrapped_key)
       SELECT $1, $2, 'pending', $3, $4
       WHERE NOT EXISTS (SELECT FROM retention_runs WHERE tenant_id = $2 AND status IN ('pending', 'running'))`,
      [id, tenantId, by, seal(wrap, randomBytes(32), keyBound(id))],
    )
    if (rowCount === 0)
      throw new Failure('too_many_requests', 'A run is under way; see it under /analytics/compliance/retention/runs.')
    await record(tx, { details: { run: id }, before: null, after: { status: 'pending' } })
  })
  return id
}

/** Records the run of a day, unless there is one. @returns whether it did */
export async function beginDaily(db: Database, wrap: SealingKey, tenantId: string, day: string): Promise<boolean> {
  const id = uuidV7(Date.now())
  const { rowCount } = await db.query(
    `INSERT INTO retention_runs (id, tenant_id, due_on, status, requested_by, wrapped_key)
     VALUES ($1, $2, $3, 'pending', 'retention', $4) ON CONFLICT DO NOTHING`,
    [id, tenantId, day, seal(wrap, randomBytes(32), keyBound(id))],
  )
  return rowCount === 1
}

export interface ClaimedRun {
  readonly id: string
  readonly tenantId: string
  readonly requestedBy: string
  readonly requestedAt: string
  readonly tries: number
  /** Makes the pseudonyms of this run. */
  readonly key: Buffer
}

const holdSeconds = 30

/** Takes the oldest run that waits, or whose worker is gone. */
export async function claimRun(db: Database, wrap: SealingKey, worker: string): Promise<ClaimedRun | undefined> {
  const { rows } = await db.query<{
    id: string
    tenant_id: string
    requested_by: string
    requested_at: string
    tries: number
    wrapped_key: Buffer
  }>(
    `UPDATE retention_runs SET status = 'running', worker = $1, tries = tries + 1,
       worker_until = now() + interval '${holdSeconds} seconds'
     WHERE id = (SELECT id FROM retention_runs
       WHERE status = 'pending' AND coalesce(worker_until, '-infinity') < now() OR status = 'running' AND worker_until < now()
       ORDER BY requested_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
     RETURNING id, tenant_id, requested_by, requested_at, tries, wrapped_key`,
    [worker],
  )
  const [row] = rows
  if (row === undefined) return undefined
  const { id, tenant_id: tenantId, requested_by: requestedBy, requested_at, tries, wrapped_key } = row
  const key = unseal(wrap, wrapped_key, keyBound(id))
  return { id, tenantId, requestedBy, requestedAt: momentOf(requested_at), tries, key }
}

/** @returns whether the claim is still this worker's */
export async function renewRun(db: Database, id: string, worker: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `UPDATE retention_runs SET worker_until = now() + interval '${holdSeconds} seconds'
     WHERE id = $1 AND worker = $2 AND status = 'running'`,
    [id, worker],
  )
  return rowCount === 1
}

/** Ends a run; its key is destroyed, and nothing leads back from its pseudonyms. */
export async function finishRun(db: Database, id: string, heldBack: readonly HeldRow[]): Promise<void> {
  await db.query(
    `UPDATE retention_runs SET status = 'done', finished_at = now(), worker = NULL, wrapped_key = NULL, held_back = $2, error = NULL
     WHERE id = $1`,
    [id, JSON.stringify(heldBack)],
  )
}

const retrySeconds = 60

/** Gives a run back that failed: it is tried again after a minute, or for the last time was. */
export async function giveRunBack(
  db: Database,
  id: string,
  worker: string,
  reason: string,
  isLast: boolean,
): Promise<void> {
  await db.query(
    `UPDATE retention_runs SET status = CASE WHEN $4 THEN 'failed' ELSE 'pending' END, error = $3, worker = NULL,
       worker_until = now() + interval '${retrySeconds} seconds',
       finished_at = CASE WHEN $4 THEN now() END, wrapped_key = CASE WHEN $4 THEN NULL ELSE wrapped_key END
     WHERE id = $1 AND worker = $2`,
    [id, worker, reason, isLast],
  )
}

/** What a run took away so far. */
export async function readRemovals(db: Database, tenantId: string, runs: readonly string[]) {
  const { rows } = await withTenant(db, tenantId, (tx) =>
    tx.query<Omit<Removal, 'events'> & { run_id: string; events: string }>(
      `SELECT run_id, store, action, type, month, events FROM retention_removals
       WHERE tenant_id = $1 AND run_id = ANY ($2::uuid[]) ORDER BY store, action, type, month`,
      [tenantId, runs],
    ),
  )
  return Map.groupBy(
    rows.map(({ events, ...row }) => ({ ...row, events: Number(events) })),
    ({ run_id }) => run_id,
  )
}

/** The runs of a tenant, newest first, or the one of this id. */
export async function listRuns(db: Database, tenantId: string, limit: number, id?: string): Promise<RetentionRun[]> {
  const sql = `SELECT ${columns} FROM retention_runs WHERE tenant_id = $1 AND ($3::uuid IS NULL OR id = $3)
    ORDER BY requested_at DESC, id DESC LIMIT $2`
  const { rows } = await withTenant(db, tenantId, (tx) =>
    tx.query<Row & Record<string, unknown>>(sql, [tenantId, limit, id ?? null]),
  )
  const removals = await readRemovals(
    db,
    tenantId,
    rows.map((row) => row.id),
  )
  return rows.map((row) => ({
    ...row,
    requested_at: momentOf(row.requested_at),
    finished_at: row.finished_at && momentOf(row.finished_at),
    removed: (removals.get(row.id) ?? []).map(({ run_id: _, ...it }) => it),
  }))
}
