import { momentOf } from '../ledger/row.ts'
import type { Now } from '../platform/clock.ts'
import type { Database } from '../postgres/pool.ts'
import type { AuditHead } from './audit-entry.ts'
import { canonicalJson } from './canonical-json.ts'
import type { Signer } from './signer.ts'
import { isObject } from './texts.ts'

export const headType = 'pocm-audit-head+json'

/** The end of a chain at a moment, signed. */
export interface SignedHead extends AuditHead {
  readonly jws: string
  /** RFC 3339 */
  readonly signed_at: string
}

/** Signs the head of every chain that grew since it was last signed. @returns how many were signed */
export async function signHeads(db: Database, signer: Signer, now: Now): Promise<number> {
  const { rows } = await db.query<{ tenant_id: string; sequence: string; hash: string }>(
    `SELECT tenant_id, sequence, hash FROM compliance_audit_heads AS head
     WHERE NOT EXISTS (SELECT FROM compliance_audit_signed_heads AS it
       WHERE it.tenant_id = head.tenant_id AND it.sequence = head.sequence)`,
  )
  for (const { tenant_id, sequence, hash } of rows) {
    const signed_at = new Date(now()).toISOString()
    const payload = canonicalJson({ tenant_id, sequence: Number(sequence), hash, signed_at })
    await db.query(
      `INSERT INTO compliance_audit_signed_heads (tenant_id, sequence, hash, jws, signed_at)
       VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
      [tenant_id, sequence, hash, await signer.sign(Buffer.from(payload), headType), signed_at],
    )
  }
  return rows.length
}

/** What a signed head says; undefined where this service did not sign it, or for another tenant. */
export async function openHead(
  signer: Signer,
  tenantId: string,
  jws: string,
  as = headType,
): Promise<AuditHead | undefined> {
  const payload = await signer.open(jws, as)
  if (payload === undefined) return undefined
  const head: unknown = JSON.parse(Buffer.from(payload).toString())
  if (!isObject(head) || head.tenant_id !== tenantId) return undefined
  return { sequence: Number(head.sequence), hash: String(head.hash) }
}

/** The signed heads of a tenant, in order. */
export async function readSignedHeads(db: Database, tenantId: string): Promise<SignedHead[]> {
  const { rows } = await db.query<Omit<SignedHead, 'sequence'> & { sequence: string }>(
    'SELECT sequence, hash, jws, signed_at FROM compliance_audit_signed_heads WHERE tenant_id = $1 ORDER BY sequence',
    [tenantId],
  )
  return rows.map((row) => ({ ...row, sequence: Number(row.sequence), signed_at: momentOf(row.signed_at) }))
}

/** Where copies of signed heads are stored that a user with write access to the database need not be able to write. */
export interface HeadArchive {
  put(tenantId: string, head: SignedHead): Promise<void>
  /** The copies of a tenant's heads, in order, as their names say. */
  list(tenantId: string): Promise<AuditHead[]>
  /** The JWS of a copy; undefined where it is gone. */
  get(tenantId: string, head: AuditHead): Promise<string | undefined>
}

const batch = 1_000

/** Writes signed heads into the archive that are not there yet. @returns how many */
export async function archiveHeads(db: Database, archive: HeadArchive): Promise<number> {
  let archived = 0
  for (;;) {
    const { rows } = await db.query<Omit<SignedHead, 'sequence'> & { tenant_id: string; sequence: string }>(
      `SELECT tenant_id, sequence, hash, jws, signed_at FROM compliance_audit_signed_heads
       WHERE archived_at IS NULL ORDER BY tenant_id, sequence LIMIT ${batch}`,
    )
    for (const { tenant_id, sequence, ...head } of rows) {
      await archive.put(tenant_id, { ...head, sequence: Number(sequence) })
      await db.query(
        'UPDATE compliance_audit_signed_heads SET archived_at = now() WHERE tenant_id = $1 AND sequence = $2',
        [tenant_id, sequence],
      )
    }
    archived += rows.length
    if (rows.length < batch) return archived
  }
}
