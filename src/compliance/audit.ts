import type { Database } from '../ledger/database.ts'
import { momentOf } from '../ledger/row.ts'
import { withTenant } from '../ledger/tenant.ts'
import { uuidV7 } from '../platform/uuid.ts'

/** What somebody did that others may ask about later. `details` hold no personal data. */
export interface AuditEntry {
  readonly id: string
  /** RFC 3339 */
  readonly at: string
  /** The name of the credential. */
  readonly actor: string
  readonly action: string
  readonly details: Readonly<Record<string, unknown>>
}

/** Writes an entry into the audit trail of a tenant. */
export async function audit(
  db: Database,
  { tenantId, name }: { tenantId: string; name: string },
  action: string,
  details: AuditEntry['details'],
): Promise<void> {
  const values = [uuidV7(Date.now()), tenantId, name, action, JSON.stringify(details)]
  await withTenant(db, tenantId, (tx) =>
    tx.query('INSERT INTO audit (id, tenant_id, actor, action, details) VALUES ($1, $2, $3, $4, $5)', values),
  )
}

/** The newest entries of a tenant, newest first. */
export async function readAudit(db: Database, tenantId: string, limit: number): Promise<AuditEntry[]> {
  const { rows } = await withTenant(db, tenantId, (tx) =>
    tx.query<AuditEntry>(
      'SELECT id, at, actor, action, details FROM audit WHERE tenant_id = $1 ORDER BY at DESC, id DESC LIMIT $2',
      [tenantId, limit],
    ),
  )
  return rows.map((row) => ({ ...row, at: momentOf(String(row.at)) }))
}
