import { momentOf } from '../ledger/row.ts'
import { uuidV7 } from '../platform/uuid.ts'
import type { Database } from '../postgres/pool.ts'
import { withTenant } from '../postgres/with-tenant.ts'

/** `operator` visits a tenant; `anonymous` brought no credential that holds. */
export type ActorKind = 'api_key' | 'token' | 'session' | 'operator' | 'anonymous'
export type AuditOutcome = 'succeeded' | 'refused' | 'failed'

/** Who did it: the credential's name, which is chosen freely, and what cannot be chosen. */
export interface Actor {
  readonly name: string
  readonly kind: ActorKind
  readonly keyId?: string | undefined
  /** The tenant of the credential, which an operator leaves to visit another. */
  readonly tenantId: string
}

/** What was done that others may ask about later. `details` hold no personal data. */
export interface AuditRecord {
  /** In whose trail it stands. */
  readonly tenantId: string
  readonly actor: Actor
  readonly action: string
  /** The call, as its route is written. */
  readonly resource: string
  readonly outcome: AuditOutcome
  readonly ip?: string | undefined
  /** 32 hex digits, or nothing. */
  readonly traceId: string
  readonly details: Readonly<Record<string, unknown>>
}

/** An entry as it is read. */
export interface AuditEntry {
  readonly id: string
  /** RFC 3339 */
  readonly at: string
  readonly actor: string
  readonly actor_kind: string
  readonly actor_key: string | null
  readonly actor_tenant: string | null
  readonly action: string
  readonly subject: string | null
  readonly resource: string
  readonly outcome: string
  readonly ip: string | null
  readonly trace_id: string
  readonly details: Readonly<Record<string, unknown>>
}

/** Writes an entry into the audit trail of a tenant; it is durable when this resolves. */
export async function audit(db: Database, record: AuditRecord): Promise<void> {
  const { tenantId, actor, action, resource, outcome, ip, traceId, details } = record
  const values = [
    ...[uuidV7(Date.now()), tenantId, actor.name, actor.kind, actor.keyId ?? null, actor.tenantId],
    ...[action, resource, outcome, ip ?? null, traceId, JSON.stringify(details)],
  ]
  await withTenant(db, tenantId, (tx) =>
    tx.query(
      `INSERT INTO audit (id, tenant_id, actor, actor_kind, actor_key, actor_tenant, action, resource, outcome, ip, trace_id, details)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
      values,
    ),
  )
}

export interface AuditFilters {
  readonly actor?: string
  readonly action?: string
  readonly from?: string
  readonly to?: string
}

/** The newest entries of a tenant, newest first. */
export async function readAudit(
  db: Database,
  tenantId: string,
  { actor, action, from, to }: AuditFilters,
  limit: number,
): Promise<AuditEntry[]> {
  const { rows } = await withTenant(db, tenantId, (tx) =>
    tx.query<AuditEntry>(
      `SELECT id, at, actor, actor_kind, actor_key, actor_tenant, action, subject, resource, outcome, ip, trace_id, details
       FROM audit WHERE tenant_id = $1 AND ($2::text IS NULL OR actor = $2) AND ($3::text IS NULL OR action = $3)
         AND ($4::timestamptz IS NULL OR at >= $4) AND ($5::timestamptz IS NULL OR at < $5)
       ORDER BY at DESC, id DESC LIMIT $6`,
      [tenantId, actor ?? null, action ?? null, from ?? null, to ?? null, limit],
    ),
  )
  return rows.map((row) => ({ ...row, at: momentOf(String(row.at)) }))
}
