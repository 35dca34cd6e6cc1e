import { randomBytes } from 'node:crypto'
import type { RecordChange } from '../compliance/audit.ts'
import { type SealingKey, seal, unseal } from '../compliance/sealing.ts'
import { momentOf } from '../ledger/row.ts'
import { Failure } from '../platform/errors.ts'
import { uuidV7 } from '../platform/uuid.ts'
import type { Database } from '../postgres/pool.ts'
import { withTenant } from '../postgres/with-tenant.ts'
import type { AskedSubject } from './subject.ts'

export const exportStatuses = ['pending', 'running', 'ready', 'failed', 'expired'] as const
export type ExportStatus = (typeof exportStatuses)[number]

/** A request for a person's data, as it is shown: not whose. */
export interface ExportRequest {
  readonly id: string
  readonly tenant_id: string
  readonly status: ExportStatus
  readonly requested_by: string
  /** RFC 3339 */
  readonly requested_at: string
  readonly finished_at: string | null
  readonly expires_at: string | null
  /** Of the file. */
  readonly bytes: number | null
  /** How much of each kind is in it. */
  readonly counts: Readonly<Record<string, number>> | null
  readonly error: string | null
  /** Tokens of the person, as the audit trail has them. */
  readonly subjects: readonly string[]
}

type Row = Omit<ExportRequest, 'bytes'> & { readonly bytes: string | null; readonly wrapped_key: Buffer | null }

const columns = `id, tenant_id, status, requested_by, requested_at, finished_at, expires_at, bytes, counts, error, subjects,
  wrapped_key`

const requestOf = ({ wrapped_key: _, ...row }: Row): ExportRequest => ({
  ...row,
  requested_at: momentOf(row.requested_at),
  finished_at: row.finished_at && momentOf(row.finished_at),
  expires_at: row.expires_at && momentOf(row.expires_at),
  bytes: row.bytes === null ? null : Number(row.bytes),
})

const subjectBound = (id: string) => `${id}/subject`
const keyBound = (id: string) => `${id}/key`

/** Of one tenant at a time: each reads the whole of a person. */
const mostOpen = 20

/** Records that a person's data are asked for. @throws Failure too_many_requests where 20 of the tenant are under way */
export async function requestExport(
  db: Database,
  wrap: SealingKey,
  asked: { tenantId: string; subject: AskedSubject; subjects: readonly string[]; by: string },
  record: RecordChange,
): Promise<ExportRequest> {
  const { tenantId, subject, subjects, by } = asked
  return withTenant(db, tenantId, async (tx) => {
    const id = uuidV7(Date.now())
    const { rows } = await tx.query<Row>(
      `INSERT INTO gdpr_export_requests (id, tenant_id, sealed_subject, subjects, status, requested_by)
       SELECT $1, $2, $3, $4, 'pending', $5
       WHERE (SELECT count(*) FROM gdpr_export_requests
         WHERE tenant_id = $2 AND status IN ('pending', 'running')) < ${mostOpen}
       RETURNING ${columns}`,
      [id, tenantId, seal(wrap, Buffer.from(JSON.stringify(subject)), subjectBound(id)), subjects, by],
    )
    const [row] = rows
    if (row === undefined) {
      throw new Failure('too_many_requests', `${mostOpen} exports are under way: wait for one.`, { retry_after: 60 })
    }
    await record(tx, { details: { request: id }, before: null, after: { status: 'pending' }, subjects })
    return requestOf(row)
  })
}

/** The requests of a tenant, newest first. @param subjects tokens of the person whose alone are wanted */
export async function listExports(
  db: Database,
  tenantId: string,
  limit: number,
  subjects?: readonly string[],
): Promise<ExportRequest[]> {
  const sql = `SELECT ${columns} FROM gdpr_export_requests
    WHERE tenant_id = $1 AND ($3::text[] IS NULL OR subjects && $3) ORDER BY requested_at DESC, id DESC LIMIT $2`
  const { rows } = await withTenant(db, tenantId, (tx) => tx.query<Row>(sql, [tenantId, limit, subjects ?? null]))
  return rows.map(requestOf)
}

/** @throws Failure not_found */
export async function findExport(
  db: Database,
  tenantId: string,
  id: string,
): Promise<{ request: ExportRequest; wrappedKey: Buffer | null }> {
  const sql = `SELECT ${columns} FROM gdpr_export_requests WHERE tenant_id = $1 AND id = $2`
  const { rows } = await withTenant(db, tenantId, (tx) => tx.query<Row>(sql, [tenantId, id]))
  const [row] = rows
  if (row === undefined) throw new Failure('not_found', `There is no request ${id}.`)
  return { request: requestOf(row), wrappedKey: row.wrapped_key }
}

/** The key by which the file of a request is encrypted. */
export const openExportKey = (wrap: SealingKey, id: string, wrapped: Buffer): Buffer =>
  unseal(wrap, wrapped, keyBound(id))

export interface ClaimedExport {
  readonly id: string
  readonly tenantId: string
  readonly subject: AskedSubject
  readonly requestedBy: string
  readonly requestedAt: string
  readonly tries: number
}

const holdSeconds = 30

/** Takes the oldest request that waits, or whose worker is gone. Of several processes each takes another. */
export async function claimExport(db: Database, wrap: SealingKey, worker: string): Promise<ClaimedExport | undefined> {
  const { rows } = await db.query<{
    id: string
    tenant_id: string
    sealed_subject: Buffer
    requested_by: string
    requested_at: string
    tries: number
  }>(
    `UPDATE gdpr_export_requests SET status = 'running', worker = $1, tries = tries + 1,
       worker_until = now() + interval '${holdSeconds} seconds'
     WHERE id = (SELECT id FROM gdpr_export_requests
       WHERE status = 'pending' OR status = 'running' AND worker_until < now()
       ORDER BY requested_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
     RETURNING id, tenant_id, sealed_subject, requested_by, requested_at, tries`,
    [worker],
  )
  const [row] = rows
  if (row === undefined) return undefined
  const subject = JSON.parse(unseal(wrap, row.sealed_subject, subjectBound(row.id)).toString()) as AskedSubject
  return {
    ...{ id: row.id, tenantId: row.tenant_id, subject, tries: row.tries },
    ...{ requestedBy: row.requested_by, requestedAt: momentOf(row.requested_at) },
  }
}

/** @returns whether the claim is still this worker's */
export async function renewClaim(db: Database, id: string, worker: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `UPDATE gdpr_export_requests SET worker_until = now() + interval '${holdSeconds} seconds'
     WHERE id = $1 AND worker = $2 AND status = 'running'`,
    [id, worker],
  )
  return rowCount === 1
}

/** Makes the key of a file; the one of a try before is gone with it. */
export async function makeExportKey(db: Database, wrap: SealingKey, id: string): Promise<Buffer> {
  const key = randomBytes(32)
  await db.query('UPDATE gdpr_export_requests SET wrapped_key = $2 WHERE id = $1', [id, seal(wrap, key, keyBound(id))])
  return key
}

export async function finishExport(
  db: Database,
  { id, worker }: { id: string; worker: string },
  made: { bytes: number; counts: Readonly<Record<string, number>>; days: number },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `UPDATE gdpr_export_requests SET status = 'ready', finished_at = now(), bytes = $3, counts = $4,
       expires_at = now() + make_interval(days => $5), worker = NULL, worker_until = NULL
     WHERE id = $1 AND worker = $2 AND status = 'running'`,
    [id, worker, made.bytes, JSON.stringify(made.counts), made.days],
  )
  return rowCount === 1
}

/** Gives a request back for another try, or up for good. `error` is shown to its reader: it holds no value. */
export async function giveBack(
  db: Database,
  id: string,
  worker: string,
  error: string,
  isLast: boolean,
): Promise<void> {
  await db.query(
    `UPDATE gdpr_export_requests SET status = $3, error = $4, worker = NULL, worker_until = NULL,
       finished_at = CASE WHEN $3 = 'failed' THEN now() END
     WHERE id = $1 AND worker = $2 AND status = 'running'`,
    [id, worker, isLast ? 'failed' : 'pending', error],
  )
}

/** Requests whose link has run out. Their keys are destroyed here, so that the files cannot be read from now on. */
export async function expireExports(db: Database): Promise<{ id: string; tenantId: string }[]> {
  const { rows } = await db.query<{ id: string; tenant_id: string }>(
    `UPDATE gdpr_export_requests SET status = 'expired', wrapped_key = NULL
     WHERE status = 'ready' AND expires_at < now() RETURNING id, tenant_id`,
  )
  return rows.map(({ id, tenant_id }) => ({ id, tenantId: tenant_id }))
}
