import { momentOf } from '../ledger/row.ts'
import { uuidV7 } from '../platform/uuid.ts'
import type { Database } from '../postgres/pool.ts'
import { type Queryable, withTenant } from '../postgres/with-tenant.ts'

/** What a second person has to approve where the tenant asks for two. */
export const approvalKinds = ['erasure', 'hold_release', 'retention_change'] as const
export type ApprovalKind = (typeof approvalKinds)[number]
export const approvalStatuses = ['awaiting_approval', 'approved', 'rejected', 'expired'] as const
export type ApprovalStatus = (typeof approvalStatuses)[number]

/** Who asks or decides. */
export interface Asker {
  /** The id of the key or person, or the subject of a token. */
  readonly id: string
  readonly name: string
}

/** A change that waits for another person, or waited for one. */
export interface Approval {
  readonly id: string
  readonly kind: ApprovalKind
  /** What is changed, by kind: `{erasure}`, `{hold}` or `{policies}`. */
  readonly target: Readonly<Record<string, unknown>>
  readonly subjects: readonly string[]
  readonly reason: string | null
  readonly status: ApprovalStatus
  readonly requested_by: string
  readonly requested_by_id: string
  /** RFC 3339 */
  readonly requested_at: string
  /** From then on it cannot be approved. */
  readonly expires_at: string
  readonly decided_by: string | null
  readonly decided_at: string | null
  readonly decision_reason: string | null
}

export const approvalDays = 7

const columns = `id, kind, target, subjects, reason,
  CASE WHEN status = 'awaiting_approval' AND expires_at <= now() THEN 'expired' ELSE status END AS status,
  requested_by, requested_by_id, requested_at, expires_at, decided_by, decided_at, decision_reason`

const approvalOf = (row: Approval): Approval => ({
  ...row,
  requested_at: momentOf(row.requested_at),
  expires_at: momentOf(row.expires_at),
  decided_at: row.decided_at && momentOf(row.decided_at),
})

/** Whether changes of a tenant that matter wait for a second person. */
export async function needsApproval(tx: Queryable, tenantId: string): Promise<boolean> {
  const sql = 'SELECT two_person_approval FROM tenants WHERE tenant_id = $1'
  return (await tx.query<{ two_person_approval: boolean }>(sql, [tenantId])).rows[0]?.two_person_approval ?? false
}

export interface AskedApproval extends Pick<Approval, 'kind' | 'target' | 'subjects' | 'reason'> {
  readonly id?: string
  readonly by: Asker
}

/** Records that a change waits. @returns undefined where the same change waits already */
export async function insertApproval(
  tx: Queryable,
  tenantId: string,
  { id = uuidV7(Date.now()), kind, target, subjects, reason, by }: AskedApproval,
): Promise<Approval | undefined> {
  // One that ran out makes room for the next, whether it was noticed or not.
  await tx.query(
    `UPDATE approval_requests SET status = 'expired'
     WHERE tenant_id = $1 AND kind = $2 AND target = $3 AND status = 'awaiting_approval' AND expires_at <= now()`,
    [tenantId, kind, JSON.stringify(target)],
  )
  const { rows } = await tx.query<Approval>(
    `INSERT INTO approval_requests
       (id, tenant_id, kind, target, subjects, reason, status, requested_by, requested_by_id, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, 'awaiting_approval', $7, $8, now() + interval '${approvalDays} days')
     ON CONFLICT DO NOTHING RETURNING ${columns}`,
    [id, tenantId, kind, JSON.stringify(target), subjects, reason, by.name, by.id],
  )
  return rows[0] && approvalOf(rows[0])
}

/** The approvals of a tenant, newest first: all, some, or those about a person by tokens. */
export async function listApprovals(
  db: Database,
  tenantId: string,
  limit: number,
  { ids, subjects }: { readonly ids?: readonly string[]; readonly subjects?: readonly string[] | undefined } = {},
): Promise<Approval[]> {
  const sql = `SELECT ${columns} FROM approval_requests WHERE tenant_id = $1 AND ($3::uuid[] IS NULL OR id = ANY ($3))
    AND ($4::text[] IS NULL OR subjects && $4) ORDER BY requested_at DESC, id DESC LIMIT $2`
  const values = [tenantId, limit, ids ?? null, subjects ?? null]
  return (await withTenant(db, tenantId, (tx) => tx.query<Approval>(sql, values))).rows.map(approvalOf)
}

/** Locks an approval for its decision: no other transaction decides it until this one ends. */
export async function lockApproval(tx: Queryable, tenantId: string, id: string): Promise<Approval | undefined> {
  const sql = `SELECT ${columns} FROM approval_requests WHERE tenant_id = $1 AND id = $2 FOR UPDATE`
  const { rows } = await tx.query<Approval>(sql, [tenantId, id])
  return rows[0] && approvalOf(rows[0])
}

/** Writes down what was decided. */
export async function decideApproval(
  tx: Queryable,
  tenantId: string,
  id: string,
  { status, by, reason }: { status: 'approved' | 'rejected'; by: Asker; reason: string | null },
): Promise<Approval> {
  const { rows } = await tx.query<Approval>(
    `UPDATE approval_requests SET status = $3, decided_by = $4, decided_by_id = $5, decided_at = now(), decision_reason = $6
     WHERE tenant_id = $1 AND id = $2 RETURNING ${columns}`,
    [tenantId, id, status, by.name, by.id, reason],
  )
  return approvalOf(rows[0] as Approval)
}

/** Whether two credentials are one person's: the same, or one was made by the other. */
export async function isSameActor(tx: Queryable, tenantId: string, one: Asker, other: Asker): Promise<boolean> {
  if (one.id === other.id) return true
  const { rows } = await tx.query<{ id: string; created_by: string | null }>(
    'SELECT id::text, created_by FROM api_keys WHERE tenant_id = $1 AND id::text = ANY ($2)',
    [tenantId, [one.id, other.id]],
  )
  const makerOf = ({ id }: Asker) => rows.find((row) => row.id === id)?.created_by ?? null
  return makerOf(one) === other.name || makerOf(other) === one.name
}
