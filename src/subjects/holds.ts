import type { RecordChange } from '../compliance/audit.ts'
import { momentOf } from '../ledger/row.ts'
import { Failure } from '../platform/errors.ts'
import { uuidV7 } from '../platform/uuid.ts'
import type { Database } from '../postgres/pool.ts'
import { type Queryable, withTenant } from '../postgres/with-tenant.ts'
import { type Approval, type Asker, insertApproval, needsApproval } from './approval-requests.ts'

export const holdKinds = ['lot', 'subject', 'type'] as const
export type HoldKind = (typeof holdKinds)[number]

/** What must be kept for now: events of a lot, of a person or device, or of a type. */
export interface Hold {
  readonly id: string
  readonly kind: HoldKind
  /** The lot or the type; null of a subject, whom tokens name. */
  readonly value: string | null
  readonly subjects: readonly string[]
  readonly reason: string
  readonly placed_by: string
  /** RFC 3339 */
  readonly placed_at: string
  readonly released_at: string | null
}

const columns = 'id, kind, value, subjects, reason, placed_by, placed_at, released_at'
const holdOf = (row: Hold): Hold => ({
  ...row,
  placed_at: momentOf(row.placed_at),
  released_at: row.released_at && momentOf(row.released_at),
})
const mostHolds = 1_000

/**
 * The holds of a tenant, those that were released too, newest first.
 * @param subjects tokens of the person or device whose alone are wanted
 */
export async function listHolds(db: Database, tenantId: string, subjects?: readonly string[]): Promise<Hold[]> {
  const sql = `SELECT ${columns} FROM legal_holds WHERE tenant_id = $1 AND ($2::text[] IS NULL OR subjects && $2)
    ORDER BY placed_at DESC, id DESC LIMIT ${mostHolds}`
  const { rows } = await withTenant(db, tenantId, (tx) => tx.query<Hold>(sql, [tenantId, subjects ?? null]))
  return rows.map(holdOf)
}

/** @throws Failure invalid_request where the tenant has 1 000 already */
export async function placeHold(
  db: Database,
  tenantId: string,
  wanted: Pick<Hold, 'kind' | 'value' | 'subjects' | 'reason' | 'placed_by'>,
  record: RecordChange,
): Promise<Hold> {
  const { kind, value, subjects, reason, placed_by } = wanted
  return withTenant(db, tenantId, async (tx) => {
    const { rows } = await tx.query<Hold>(
      `INSERT INTO legal_holds (id, tenant_id, kind, value, subjects, reason, placed_by)
       SELECT $1, $2, $3, $4, $5, $6, $7
       WHERE (SELECT count(*) FROM legal_holds WHERE tenant_id = $2 AND released_at IS NULL) < ${mostHolds}
       RETURNING ${columns}`,
      [uuidV7(Date.now()), tenantId, kind, value, subjects, reason, placed_by],
    )
    const [row] = rows
    if (row === undefined) throw new Failure('invalid_request', `A tenant has at most ${mostHolds} holds.`)
    await record(tx, { details: { hold: row.id }, before: null, after: { kind, value }, subjects, reason })
    return holdOf(row)
  })
}

/**
 * Releases a hold, or asks a second person to where the tenant wants two; erasures that it stopped go on.
 * @returns the approval that the release waits for; nothing where it is released
 * @throws Failure not_found, already_there where the release waits already
 */
export async function releaseHold(
  db: Database,
  tenantId: string,
  { id, by, reason }: { readonly id: string; readonly by: Asker; readonly reason: string | undefined },
  { released, asked }: { readonly released: RecordChange; readonly asked: RecordChange },
): Promise<Approval | undefined> {
  return withTenant(db, tenantId, async (tx) => {
    if (!(await needsApproval(tx, tenantId))) {
      await releaseHoldIn(tx, tenantId, id, reason, released)
      return undefined
    }
    const sql = `SELECT ${columns} FROM legal_holds WHERE tenant_id = $1 AND id = $2 AND released_at IS NULL`
    const hold = (await tx.query<Hold>(sql, [tenantId, id])).rows[0] ?? missing(id)
    const { subjects } = hold
    const wanted = { kind: 'hold_release', target: { hold: id }, subjects, reason: reason ?? null, by } as const
    const approval = await insertApproval(tx, tenantId, wanted)
    if (approval === undefined) throw new Failure('already_there', 'The release of this hold waits for approval.')
    const details = { request: approval.id, hold: id }
    await asked(tx, { details, before: null, after: { status: approval.status }, subjects })
    return approval
  })
}

/** Releases a hold in a transaction. @throws Failure not_found */
export async function releaseHoldIn(
  tx: Queryable,
  tenantId: string,
  id: string,
  reason: string | undefined,
  record: RecordChange,
): Promise<void> {
  const { rows } = await tx.query<Hold>(
    `UPDATE legal_holds SET released_at = now() WHERE tenant_id = $1 AND id = $2 AND released_at IS NULL
     RETURNING ${columns}`,
    [tenantId, id],
  )
  const { kind, value, subjects } = rows[0] ?? missing(id)
  await tx.query(
    `UPDATE gdpr_erasure_requests SET status = 'pending'
     WHERE tenant_id = $1 AND status = 'failed' AND starts_with(error, $2)`,
    [tenantId, heldMark],
  )
  const details = { hold: id }
  await record(tx, { details, before: { kind, value }, after: null, subjects, ...(reason !== undefined && { reason }) })
}

function missing(id: string): never {
  throw new Failure('not_found', `There is no hold ${id} to release.`)
}

/** How the reason of an erasure begins that a hold stopped. */
export const heldMark = 'is held by '

/** The holds that are on a person by their tokens. */
export async function holdsOnSubjects(tx: Queryable, tenantId: string, subjects: readonly string[]): Promise<string[]> {
  const { rows } = await tx.query<{ id: string }>(
    `SELECT id FROM legal_holds WHERE tenant_id = $1 AND released_at IS NULL AND kind = 'subject' AND subjects && $2::text[]`,
    [tenantId, subjects],
  )
  return rows.map(({ id }) => id)
}

/** The holds on any of the events that an erasure found, by their lot or type. */
export async function holdsOnEvents(db: Database, tenantId: string, requestId: string): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    `SELECT DISTINCT hold.id FROM legal_holds AS hold
     JOIN gdpr_erasure_events AS found ON found.request_id = $2
     JOIN events ON events.tenant_id = found.tenant_id AND events.occurred_at = found.occurred_at AND events.id = found.event_id
     WHERE hold.tenant_id = $1 AND hold.released_at IS NULL AND (
       hold.kind = 'type' AND events.type = hold.value
       OR hold.kind = 'lot' AND (events.data ->> 'lot' = hold.value
         OR (jsonb_path_query_array(events.data, '$.items[*].lot') || jsonb_path_query_array(events.data, '$.lots[*]'))
           @> to_jsonb(hold.value)))`,
    [tenantId, requestId],
  )
  return rows.map(({ id }) => id)
}
