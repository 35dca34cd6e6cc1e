import { appendEntries, type RecordChange } from '../compliance/audit.ts'
import { Failure } from '../platform/errors.ts'
import type { Database } from '../postgres/pool.ts'
import { type Queryable, withTenant } from '../postgres/with-tenant.ts'
import {
  type Approval,
  type ApprovalKind,
  type Asker,
  decideApproval,
  isSameActor,
  lockApproval,
} from './approval-requests.ts'
import { approveErasure, endErasure } from './erasure-requests.ts'
import { releaseHoldIn } from './holds.ts'

/** Does what was approved, within the transaction that approves it. @param record the entry of the change itself */
export type Apply = (tx: Queryable, tenantId: string, approval: Approval, record: RecordChange) => Promise<void>

/** Kinds whose change is made above this room. */
type Elsewhere = 'retention_change'

const applied: Readonly<Record<Exclude<ApprovalKind, Elsewhere>, Apply>> = {
  erasure: (tx, tenantId, { id }) => approveErasure(tx, tenantId, id),
  hold_release: async (tx, tenantId, { target, reason }, record) => {
    await releaseHoldIn(tx, tenantId, String(target.hold), reason ?? undefined, record)
  },
}

/** The action of the change itself, whose entry stands beside that of its approval; of an erasure its certificate tells. */
export const appliedActions: Readonly<Record<ApprovalKind, string | undefined>> = {
  erasure: undefined,
  hold_release: 'hold.released',
  retention_change: 'retention.changed',
}

export interface Decision {
  readonly tenantId: string
  readonly id: string
  readonly approves: boolean
  readonly by: Asker
  readonly reason: string | null
}

/**
 * Approves or rejects what waits for a second person. Approved, it is done in the same transaction.
 * @param record the entry of the decision; `recordApplied` that of the change
 * @param elsewhere what makes changes of the other kinds
 * @throws Failure not_found, approval_decided, approval_expired, same_actor, under_hold
 */
export async function decide(
  db: Database,
  { tenantId, id, approves, by, reason }: Decision,
  record: RecordChange,
  recordApplied: (action: string) => RecordChange,
  elsewhere: Readonly<Record<Elsewhere, Apply>>,
): Promise<Approval> {
  return withTenant(db, tenantId, async (tx) => {
    const found = await lockApproval(tx, tenantId, id)
    if (found === undefined) throw new Failure('not_found', `No request ${id} waits for approval.`)
    if (found.status === 'expired') throw new Failure('approval_expired', 'Request it anew.')
    if (found.status !== 'awaiting_approval') {
      throw new Failure('approval_decided', `It was ${found.status} by ${found.decided_by}.`)
    }
    const requester = { id: found.requested_by_id, name: found.requested_by }
    if (await isSameActor(tx, tenantId, requester, by)) {
      throw new Failure('same_actor', 'Another person has to decide than the one who requested it.')
    }
    const decided = await decideApproval(tx, tenantId, id, { status: approves ? 'approved' : 'rejected', by, reason })
    const { kind, target, subjects, requested_by } = decided
    const action = appliedActions[kind]
    if (approves) {
      await { ...applied, ...elsewhere }[kind](tx, tenantId, found, async (inner, change) => {
        if (action !== undefined) await recordApplied(action)(inner, change)
      })
    } else if (kind === 'erasure') await endErasure(tx, tenantId, id, 'rejected')
    await record(tx, {
      ...{ details: { request: id, kind, ...target, requested_by }, subjects },
      ...{ before: { status: found.status }, after: { status: decided.status } },
      ...(reason !== null && { reason }),
    })
    return decided
  })
}

/** Ends what waited for a second person too long, each with its entry in the trail. @returns how many */
export async function expireApprovals(db: Database): Promise<number> {
  const { rows } = await db.query<{ id: string; tenant_id: string }>(
    `SELECT id, tenant_id FROM approval_requests WHERE status = 'awaiting_approval' AND expires_at <= now() LIMIT 100`,
  )
  let expired = 0
  for (const { id, tenant_id: tenantId } of rows) {
    await withTenant(db, tenantId, async (tx) => {
      const found = await lockApproval(tx, tenantId, id)
      if (found?.status !== 'expired') return
      const { rowCount } = await tx.query(
        `UPDATE approval_requests SET status = 'expired' WHERE tenant_id = $1 AND id = $2 AND status = 'awaiting_approval'`,
        [tenantId, id],
      )
      if (rowCount === 0) return
      if (found.kind === 'erasure') await endErasure(tx, tenantId, id, 'expired')
      expired += 1
      await appendEntries(tx, tenantId, [
        {
          ...{ tenantId, actor: { name: 'service', kind: 'service', tenantId }, action: 'request.expired' },
          ...{ resource: 'keeper', outcome: 'succeeded', traceId: '', subjects: found.subjects },
          ...{ before: { status: 'awaiting_approval' }, after: { status: 'expired' } },
          details: { request: id, kind: found.kind, ...found.target, requested_by: found.requested_by },
        },
      ])
    })
  }
  return expired
}
