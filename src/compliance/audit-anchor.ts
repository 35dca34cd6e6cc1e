import type { Now } from '../platform/clock.ts'
import type { Database } from '../postgres/pool.ts'
import { withTenant } from '../postgres/with-tenant.ts'
import { appendEntries } from './audit.ts'
import type { AuditHead, AuditRecord } from './audit-entry.ts'
import { openHead } from './audit-heads.ts'
import { canonicalJson } from './canonical-json.ts'
import type { Signer } from './signer.ts'

const typ = 'pocm-audit-anchor+json'

/** The last entry that was taken away from the beginning of a chain: what follows is checked from its hash on. */
export interface AuditAnchor extends AuditHead {
  readonly jws: string
}

/** Where the chain of a tenant begins; undefined where it has its first entry. */
export async function readAnchor(db: Database, tenantId: string): Promise<AuditAnchor | undefined> {
  const sql = 'SELECT sequence, hash, jws FROM compliance_audit_anchors WHERE tenant_id = $1'
  const { rows } = await withTenant(db, tenantId, (tx) =>
    tx.query<{ sequence: string; hash: string; jws: string }>(sql, [tenantId]),
  )
  const [row] = rows
  return row && { sequence: Number(row.sequence), hash: row.hash, jws: row.jws }
}

/** Whether this service signed an anchor for this tenant, and for this entry. */
export async function isSigned(signer: Signer, tenantId: string, anchor: AuditAnchor): Promise<boolean> {
  const says = await openHead(signer, tenantId, anchor.jws, typ)
  return says?.sequence === anchor.sequence && says.hash === anchor.hash
}

/**
 * Takes the entries of a trail away that were written before a moment, with the signed anchor from which the rest is
 * checked and the entry that records this, in one transaction. A chain that does not verify must not be cut: the caller
 * has it checked first.
 * @param record the entry; what was cut is added to its details
 * @returns how many entries went
 */
export async function cutTrail(
  deps: { readonly db: Database; readonly signer: Signer; readonly now: Now },
  before: string,
  record: AuditRecord,
): Promise<number> {
  const { db, signer } = deps
  const { tenantId } = record
  const { rows } = await db.query<{ sequence: string; hash: string }>(
    `SELECT sequence, hash FROM compliance_audit_logs WHERE tenant_id = $1 AND at < $2 ORDER BY sequence DESC LIMIT 1`,
    [tenantId, before],
  )
  const [last] = rows
  if (last === undefined) return 0
  const [sequence, hash] = [Number(last.sequence), last.hash]
  const signed_at = new Date(deps.now()).toISOString()
  const jws = await signer.sign(Buffer.from(canonicalJson({ tenant_id: tenantId, sequence, hash, signed_at })), typ)
  const client = await db.connect()
  let broken: Error | undefined
  try {
    await client.query('BEGIN')
    // The lock that an append takes: entries of a tenant have one order.
    await client.query('SELECT FROM compliance_audit_heads WHERE tenant_id = $1 FOR UPDATE', [tenantId])
    const gone = await client.query('DELETE FROM compliance_audit_logs WHERE tenant_id = $1 AND sequence <= $2', [
      tenantId,
      sequence,
    ])
    const entries = gone.rowCount ?? 0
    await client.query(
      `INSERT INTO compliance_audit_anchors AS known (tenant_id, sequence, hash, entries, jws, cut_at)
       VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (tenant_id) DO UPDATE SET sequence = excluded.sequence,
         hash = excluded.hash, entries = known.entries + excluded.entries, jws = excluded.jws, cut_at = excluded.cut_at
       WHERE known.sequence < excluded.sequence`,
      [tenantId, sequence, hash, entries, jws, signed_at],
    )
    const details = { ...record.details, up_to: sequence, hash, entries }
    if (entries > 0) await appendEntries(client, tenantId, [{ ...record, details }])
    await client.query('COMMIT')
    return entries
  } catch (error) {
    await client.query('ROLLBACK').catch((failure: Error) => {
      broken = failure
    })
    throw error
  } finally {
    client.release(broken)
  }
}
