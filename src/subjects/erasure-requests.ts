import { randomBytes } from 'node:crypto'
import type { RecordChange } from '../compliance/audit.ts'
import { type SealingKey, seal, unseal } from '../compliance/sealing.ts'
import { momentOf } from '../ledger/row.ts'
import { Failure } from '../platform/errors.ts'
import { uuidV7 } from '../platform/uuid.ts'
import type { Database } from '../postgres/pool.ts'
import { type Queryable, withTenant } from '../postgres/with-tenant.ts'
import { type Asker, insertApproval, needsApproval } from './approval-requests.ts'
import { heldMark, holdsOnSubjects } from './holds.ts'
import type { AskedSubject } from './subject.ts'

export const erasureModes = ['erase', 'anonymise'] as const
export type ErasureMode = (typeof erasureModes)[number]
/** `awaiting_approval`, `rejected` and `expired` where the tenant asks for a second person. */
export const erasureStatuses = [
  'awaiting_approval',
  'pending',
  'running',
  'done',
  'failed',
  'rejected',
  'expired',
] as const

/** A store with what it held of a person; null where that is not known, and a note why. */
export interface StoreCount {
  readonly name: string
  readonly count: number | null
  readonly note?: string
}

/** A request to erase a person, as it is shown: not whom. */
export interface ErasureRequest {
  readonly id: string
  readonly tenant_id: string
  readonly mode: ErasureMode
  readonly reason: string
  readonly status: (typeof erasureStatuses)[number]
  readonly requested_by: string
  /** RFC 3339 */
  readonly requested_at: string
  /** When a second person approved it; null where none had to. */
  readonly approved_at: string | null
  readonly finished_at: string | null
  readonly error: string | null
  readonly subjects: readonly string[]
  /** A JWS, once it is done. */
  readonly certificate: string | null
}

type Row = ErasureRequest & { readonly sealed_subject: Buffer; readonly found: StoreCount[] | null }

const columns = `id, tenant_id, mode, reason, status, requested_by, requested_at, approved_at, finished_at, error, subjects,
  certificate, sealed_subject, found`

const requestOf = ({ sealed_subject: _, found: __, ...row }: Row): ErasureRequest => ({
  ...row,
  requested_at: momentOf(row.requested_at),
  approved_at: row.approved_at && momentOf(row.approved_at),
  finished_at: row.finished_at && momentOf(row.finished_at),
})

const subjectBound = (id: string) => `${id}/subject`
const keyBound = (id: string) => `${id}/key`

export interface AskedErasure {
  readonly id: string
  readonly tenantId: string
  readonly subject: AskedSubject
  /** Tokens of the person. */
  readonly subjects: readonly string[]
  readonly mode: ErasureMode
  readonly reason: string
  readonly by: string
  /** RFC 3339; now where it is not given. */
  readonly at?: string
}

/** Records an erasure in a transaction. Unless it waits for approval, events of the person are refused from its commit on. */
async function insertErasure(
  tx: Queryable,
  wrap: SealingKey,
  asked: AskedErasure,
  status: 'pending' | 'awaiting_approval' = 'pending',
): Promise<Row | undefined> {
  const { id, tenantId, subject, subjects, mode, reason, by, at } = asked
  const { rows } = await tx.query<Row>(
    `INSERT INTO gdpr_erasure_requests
       (id, tenant_id, sealed_subject, subjects, mode, reason, status, requested_by, requested_at, wrapped_key)
     VALUES ($1, $2, $3, $4, $5, $6, $10, $7, coalesce($8::timestamptz, now()), $9)
     ON CONFLICT DO NOTHING RETURNING ${columns}`,
    [
      ...[id, tenantId, seal(wrap, Buffer.from(JSON.stringify(subject)), subjectBound(id)), subjects, mode, reason, by],
      ...[at ?? null, seal(wrap, randomBytes(32), keyBound(id)), status],
    ],
  )
  if (status === 'pending') await refuseEventsOf(tx, tenantId, subjects)
  return rows[0]
}

const refuseEventsOf = (tx: Queryable, tenantId: string, subjects: readonly string[]) =>
  tx.query('INSERT INTO erased_subjects (tenant_id, token) SELECT $1, unnest($2::text[]) ON CONFLICT DO NOTHING', [
    tenantId,
    subjects,
  ])

/** @throws Failure under_hold */
async function refuseHeld(tx: Queryable, tenantId: string, subjects: readonly string[]): Promise<void> {
  const holds = await holdsOnSubjects(tx, tenantId, subjects)
  if (holds.length > 0) throw new Failure('under_hold', `The person ${heldMark}${holds.join(', ')}.`, { holds })
}

/**
 * Records an erasure, which waits for a second person where the tenant asks for one.
 * @throws Failure under_hold
 */
export async function requestErasure(
  db: Database,
  wrap: SealingKey,
  { asker, ...asked }: Omit<AskedErasure, 'id' | 'by'> & { readonly asker: Asker },
  record: RecordChange,
): Promise<ErasureRequest> {
  const { tenantId, subjects, mode, reason } = asked
  return withTenant(db, tenantId, async (tx) => {
    await refuseHeld(tx, tenantId, subjects)
    const id = uuidV7(Date.now())
    const status = (await needsApproval(tx, tenantId)) ? 'awaiting_approval' : 'pending'
    const row = (await insertErasure(tx, wrap, { ...asked, id, by: asker.name }, status)) as Row
    if (status === 'awaiting_approval') {
      await insertApproval(tx, tenantId, { id, kind: 'erasure', target: { erasure: id }, subjects, reason, by: asker })
    }
    await record(tx, { details: { request: id }, before: null, after: { status, mode }, subjects, reason })
    return requestOf(row)
  })
}

/** Lets an erasure begin that waited for approval. @throws Failure under_hold */
export async function approveErasure(tx: Queryable, tenantId: string, id: string): Promise<void> {
  const { rows } = await tx.query<{ subjects: string[] }>(
    `UPDATE gdpr_erasure_requests SET status = 'pending', approved_at = now()
     WHERE tenant_id = $1 AND id = $2 AND status = 'awaiting_approval' RETURNING subjects`,
    [tenantId, id],
  )
  const subjects = rows[0]?.subjects
  if (subjects === undefined) return
  await refuseHeld(tx, tenantId, subjects)
  await refuseEventsOf(tx, tenantId, subjects)
}

/** Ends an erasure that was not approved. */
export const endErasure = (tx: Queryable, tenantId: string, id: string, status: 'rejected' | 'expired') =>
  tx.query(
    `UPDATE gdpr_erasure_requests SET status = $3 WHERE tenant_id = $1 AND id = $2 AND status = 'awaiting_approval'`,
    [tenantId, id, status],
  )

/**
 * Records an erasure that a backup of the database does not know, or knows as not approved yet.
 * @returns whether it was to be done again
 */
export const replayErasure = (db: Database, wrap: SealingKey, asked: AskedErasure): Promise<boolean> =>
  withTenant(db, asked.tenantId, async (tx) => {
    if ((await insertErasure(tx, wrap, asked)) !== undefined) return true
    await approveErasure(tx, asked.tenantId, asked.id)
    return true
  })

/** The erasures of a tenant, newest first: all, the one of an id, or those of a person by tokens. */
export async function listErasures(
  db: Database,
  tenantId: string,
  limit: number,
  { id, subjects }: { readonly id?: string; readonly subjects?: readonly string[] | undefined } = {},
): Promise<ErasureRequest[]> {
  const sql = `SELECT ${columns} FROM gdpr_erasure_requests WHERE tenant_id = $1 AND ($3::uuid IS NULL OR id = $3)
    AND ($4::text[] IS NULL OR subjects && $4) ORDER BY requested_at DESC, id DESC LIMIT $2`
  const values = [tenantId, limit, id ?? null, subjects ?? null]
  const { rows } = await withTenant(db, tenantId, (tx) => tx.query<Row>(sql, values))
  return rows.map(requestOf)
}

export interface FoundErasure {
  readonly request: ErasureRequest
  readonly subject: AskedSubject
  readonly found: readonly StoreCount[] | null
}

/** @throws Failure not_found */
export async function findErasure(db: Database, wrap: SealingKey, tenantId: string, id: string): Promise<FoundErasure> {
  const sql = `SELECT ${columns} FROM gdpr_erasure_requests WHERE tenant_id = $1 AND id = $2`
  const { rows } = await withTenant(db, tenantId, (tx) => tx.query<Row>(sql, [tenantId, id]))
  const [row] = rows
  if (row === undefined) throw new Failure('not_found', `There is no erasure ${id}.`)
  const subject = JSON.parse(unseal(wrap, row.sealed_subject, subjectBound(id)).toString()) as AskedSubject
  return { request: requestOf(row), subject, found: row.found }
}

export interface ClaimedErasure extends FoundErasure {
  /** Makes the pseudonyms of this erasure. */
  readonly key: Buffer
  readonly tries: number
}

const holdSeconds = 30

/** Takes the oldest erasure that waits, or whose worker is gone. */
export async function claimErasure(
  db: Database,
  wrap: SealingKey,
  worker: string,
): Promise<ClaimedErasure | undefined> {
  const { rows } = await db.query<Row & { wrapped_key: Buffer; tries: number }>(
    `UPDATE gdpr_erasure_requests SET status = 'running', worker = $1, tries = tries + 1,
       worker_until = now() + interval '${holdSeconds} seconds'
     WHERE id = (SELECT id FROM gdpr_erasure_requests
       WHERE status = 'pending' AND coalesce(worker_until, '-infinity') < now() OR status = 'running' AND worker_until < now()
       ORDER BY requested_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
     RETURNING ${columns}, wrapped_key, tries`,
    [worker],
  )
  const [row] = rows
  if (row === undefined) return undefined
  const { wrapped_key, tries, ...rest } = row
  const subject = JSON.parse(unseal(wrap, rest.sealed_subject, subjectBound(rest.id)).toString()) as AskedSubject
  const key = unseal(wrap, wrapped_key, keyBound(rest.id))
  return { request: requestOf(rest), subject, found: rest.found, key, tries }
}

/** @returns whether the claim is still this worker's */
export async function renewErasure(db: Database, id: string, worker: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `UPDATE gdpr_erasure_requests SET worker_until = now() + interval '${holdSeconds} seconds'
     WHERE id = $1 AND worker = $2 AND status = 'running'`,
    [id, worker],
  )
  return rowCount === 1
}

export const noteFound = (db: Database, id: string, found: readonly StoreCount[]) =>
  db.query('UPDATE gdpr_erasure_requests SET surveyed_at = now(), found = $2 WHERE id = $1', [
    id,
    JSON.stringify(found),
  ])

/** Ends an erasure: the key of its pseudonyms is destroyed, and nothing leads back from them. */
export const finishErasure = (db: Database, id: string, certificate: string) =>
  db.query(
    `UPDATE gdpr_erasure_requests SET status = 'done', finished_at = now(), certificate = $2, wrapped_key = NULL,
       worker = NULL, worker_until = NULL, error = NULL WHERE id = $1`,
    [id, certificate],
  )

const retrySeconds = 5

/** Gives an erasure back for another try, or up until it is asked for anew. */
export const giveErasureBack = (db: Database, id: string, worker: string, error: string, isLast: boolean) =>
  db.query(
    `UPDATE gdpr_erasure_requests SET status = $3, error = $4, worker = NULL,
       worker_until = now() + interval '${retrySeconds} seconds'
     WHERE id = $1 AND worker = $2 AND status = 'running'`,
    [id, worker, isLast ? 'failed' : 'pending', error],
  )
