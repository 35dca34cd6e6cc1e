import { createHash, randomBytes } from 'node:crypto'
import type { Database } from '../ledger/database.ts'
import { type Queryable, withTenant } from '../ledger/tenant.ts'
import { uuidV7 } from '../platform/uuid.ts'
import type { Scope } from './principal.ts'

/** A key as it is listed; the key itself is shown once, when it is made. */
export interface ApiKey {
  readonly id: string
  readonly tenant_id: string
  readonly name: string
  readonly prefix: string
  readonly scopes: readonly Scope[]
  readonly created_at: string
  readonly revoked_at: string | null
}

// A key has 256 bits of chance in it, so one round of SHA-256 is enough: there is nothing to guess from.
export const hashOf = (key: string) => createHash('sha256').update(key).digest()
const listed = 'id, tenant_id, name, prefix, scopes, created_at, revoked_at'

/** Makes sure that a tenant exists. */
async function ensureTenant(tx: Queryable, tenantId: string): Promise<void> {
  await tx.query('INSERT INTO tenants (tenant_id, name) VALUES ($1, $1) ON CONFLICT DO NOTHING', [tenantId])
}

/** Makes a key and returns it in the clear, the only time that it can be seen. */
export async function createApiKey(
  db: Database,
  wanted: { tenantId: string; name: string; scopes: readonly Scope[] },
  key = `pocm_${randomBytes(32).toString('base64url')}`,
): Promise<ApiKey & { key: string }> {
  const { rows } = await withTenant(db, wanted.tenantId, async (tx) => {
    await ensureTenant(tx, wanted.tenantId)
    return tx.query<ApiKey>(
      `INSERT INTO api_keys (id, tenant_id, name, prefix, hash, scopes) VALUES ($1, $2, $3, $4, $5, $6)
       RETURNING ${listed}`,
      [uuidV7(Date.now()), wanted.tenantId, wanted.name, key.slice(0, 9), hashOf(key), wanted.scopes],
    )
  })
  return { ...(rows[0] as ApiKey), key }
}

/** Sets the key that the configuration names, in place of the one it named before. */
export async function setConfiguredKey(
  db: Database,
  wanted: Parameters<typeof createApiKey>[1],
  key: string,
): Promise<void> {
  const { rows } = await db.query('SELECT 1 FROM api_keys WHERE hash = $1 AND tenant_id = $2 AND revoked_at IS NULL', [
    hashOf(key),
    wanted.tenantId,
  ])
  if (rows.length > 0) return
  await db.query('DELETE FROM api_keys WHERE name = $1 OR hash = $2', [wanted.name, hashOf(key)])
  await createApiKey(db, wanted, key)
}

export async function listApiKeys(db: Database, tenantId: string): Promise<ApiKey[]> {
  const sql = `SELECT ${listed} FROM api_keys WHERE tenant_id = $1 ORDER BY created_at`
  const { rows } = await withTenant(db, tenantId, (tx) => tx.query<ApiKey>(sql, [tenantId]))
  return rows
}

/** Whether any key exists at all. */
export async function hasApiKeys(db: Database): Promise<boolean> {
  return (await db.query('SELECT 1 FROM api_keys LIMIT 1')).rows.length > 0
}

/** Revokes a key; other processes notice within 5 seconds. @returns whether there was such a key. */
export async function revokeApiKey(db: Database, tenantId: string, id: string): Promise<boolean> {
  const sql = 'UPDATE api_keys SET revoked_at = now() WHERE tenant_id = $1 AND id = $2 AND revoked_at IS NULL'
  const { rowCount } = await withTenant(db, tenantId, (tx) => tx.query(sql, [tenantId, id]))
  return rowCount === 1
}
