import { createHash, createHmac, randomBytes } from 'node:crypto'
import { type RecordChange, unrecorded } from '../compliance/audit.ts'
import { Failure } from '../platform/errors.ts'
import { uuidV7 } from '../platform/uuid.ts'
import type { Database } from '../postgres/pool.ts'
import { type Queryable, withTenant } from '../postgres/with-tenant.ts'
import type { KeyRestrictions, Scope } from './principal.ts'

/** A key as it is listed; the key itself is shown once, when it is made. */
export interface ApiKey {
  readonly id: string
  readonly tenant_id: string
  readonly name: string
  readonly prefix: string
  readonly scopes: readonly Scope[]
  readonly created_at: string
  readonly revoked_at: string | null
  readonly expires_at: string | null
  /** To the minute. */
  readonly last_used_at: string | null
  readonly allowed_origins: readonly string[] | null
  readonly allowed_types: readonly string[] | null
  readonly allowed_ips: readonly string[] | null
  /** The name of who made it; null for keys of earlier releases, and for those that the service made. */
  readonly created_by: string | null
  /** Until when the secret of before it was rotated holds; null where it does not. */
  readonly previous_until: string | null
  /** The service account that it belongs to, and ends with. */
  readonly service_account_id: string | null
}

// A key has 256 bits of chance in it, so one round of SHA-256 is enough: there is nothing to guess from.
export const hashOf = (key: string) => createHash('sha256').update(key).digest()
/** A key that was chosen has less: without our own key a copy of the table is nothing to try guesses on. */
export const keyedHashOf = (hashKey: Buffer, key: string) => createHmac('sha256', hashKey).update(key).digest()
const listed = `id, tenant_id, name, prefix, scopes, created_at, revoked_at, expires_at, last_used_at,
  allowed_origins, allowed_types, allowed_ips, created_by, service_account_id,
  CASE WHEN previous_until > now() THEN previous_until END AS previous_until`
/** A prefix by which keys are distinguished in a list; it discloses no more than a quarter of a key. */
const prefixOf = (key: string) => key.slice(0, Math.min(9, Math.floor(key.length / 4)))

const operatorMark = '(operator)'
/** Whether a name would pass for the configured key, or for an operator who visits, in lists and trails. */
export function isReservedName(name: string): boolean {
  const folded = name.normalize('NFKC').trim().toLowerCase()
  return folded === 'pocm_admin_key' || folded.includes(operatorMark)
}

/** Makes sure that a tenant exists. */
async function ensureTenant(tx: Queryable, tenantId: string): Promise<void> {
  await tx.query('INSERT INTO tenants (tenant_id, name) VALUES ($1, $1) ON CONFLICT DO NOTHING', [tenantId])
}

export interface WantedKey {
  readonly tenantId: string
  readonly name: string
  readonly scopes: readonly Scope[]
  /** RFC 3339 */
  readonly expiresAt?: string | undefined
  readonly restrictions?: KeyRestrictions | undefined
  /** The name of who makes it. */
  readonly createdBy?: string | undefined
  /** The service account that it belongs to. */
  readonly accountId?: string | undefined
}

/** The name, or with a number behind it where a key of the tenant has it. */
async function freeName(tx: Queryable, { tenantId, name }: WantedKey): Promise<string> {
  const { rows } = await tx.query<{ name: string }>(
    'SELECT name FROM api_keys WHERE tenant_id = $1 AND revoked_at IS NULL AND starts_with(name, $2)',
    [tenantId, name],
  )
  const taken = new Set(rows.map((row) => row.name))
  let free = name
  for (let n = 2; taken.has(free); n += 1) free = `${name} (${n})`
  return free
}

const insert = (tx: Queryable, wanted: WantedKey, key: string, hash: Buffer, configured: boolean) =>
  tx.query<ApiKey>(
    `INSERT INTO api_keys (id, tenant_id, name, prefix, hash, scopes, expires_at, configured,
       allowed_origins, allowed_types, allowed_ips, created_by, service_account_id)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) RETURNING ${listed}`,
    [
      ...[uuidV7(Date.now()), wanted.tenantId, wanted.name, prefixOf(key), hash, wanted.scopes],
      ...[wanted.expiresAt ?? null, configured, wanted.restrictions?.allowedOrigins ?? null],
      ...[wanted.restrictions?.allowedTypes ?? null, wanted.restrictions?.allowedIps ?? null, wanted.createdBy ?? null],
      wanted.accountId ?? null,
    ],
  )

const newSecret = () => `pocm_${randomBytes(32).toString('base64url')}`

/** A tenant has a key for each of its producers and programs, and not one for each of its users. */
const mostKeys = 500

async function refuseBeyond(tx: Queryable, tenantId: string): Promise<void> {
  const sql = 'SELECT count(*)::int AS keys FROM api_keys WHERE tenant_id = $1 AND revoked_at IS NULL'
  const { rows } = await tx.query<{ keys: number }>(sql, [tenantId])
  if ((rows[0]?.keys ?? 0) < mostKeys) return
  throw new Failure('invalid_request', `A tenant has at most ${mostKeys} keys: revoke those that are not used.`)
}

/** An account that was revoked since it was looked up gets no key any more. @throws Failure not_found */
async function refuseEnded(tx: Queryable, { tenantId, accountId }: WantedKey): Promise<void> {
  if (accountId === undefined) return
  const sql = 'SELECT 1 FROM service_accounts WHERE tenant_id = $1 AND id = $2 AND revoked_at IS NULL'
  if ((await tx.query(sql, [tenantId, accountId])).rows.length > 0) return
  throw new Failure('not_found', `There is no service account ${accountId}.`)
}

/** What the audit trail records of a key. */
const shownOf = (key: ApiKey) => {
  const { name, prefix, scopes, expires_at, allowed_origins, allowed_types, allowed_ips, service_account_id } = key
  return {
    ...{ name, prefix, scopes, expires_at, allowed_origins, allowed_types, allowed_ips },
    ...(service_account_id !== null && { service_account: service_account_id }),
  }
}

/**
 * Makes a key and returns it in the clear, the only time that it can be seen.
 * @throws Failure invalid_request where the tenant has as many as it may
 */
export async function createApiKey(
  db: Database,
  wanted: WantedKey,
  record: RecordChange = unrecorded,
): Promise<ApiKey & { key: string }> {
  const key = newSecret()
  return withTenant(db, wanted.tenantId, async (tx) => {
    await ensureTenant(tx, wanted.tenantId)
    // Two at once would find the same name free.
    await tx.query('SELECT 1 FROM tenants WHERE tenant_id = $1 FOR UPDATE', [wanted.tenantId])
    await refuseEnded(tx, wanted)
    await refuseBeyond(tx, wanted.tenantId)
    const { rows } = await insert(tx, { ...wanted, name: await freeName(tx, wanted) }, key, hashOf(key), false)
    const made = rows[0] as ApiKey
    await record(tx, { details: { key: made.id, ...shownOf(made) }, before: null, after: shownOf(made) })
    return { ...made, key }
  })
}

/** Makes a key in place of the one of this name, where there is one. @returns it in the clear */
export async function replaceApiKey(db: Database, wanted: WantedKey): Promise<string> {
  await db.query('DELETE FROM api_keys WHERE tenant_id = $1 AND name = $2', [wanted.tenantId, wanted.name])
  return (await createApiKey(db, wanted)).key
}

/**
 * Sets the key that the configuration names, in place of the one it named before. One that was revoked stays so.
 * @param hashKey under which it is hashed
 */
export async function setConfiguredKey(
  db: Database,
  wanted: WantedKey,
  key: string,
  hashKey: Buffer,
): Promise<'set' | 'revoked'> {
  const hash = keyedHashOf(hashKey, key)
  // Of a release before 0015_sessions.sql.
  const hashes = [hash, hashOf(key)]
  const { rows } = await db.query<{ id: string; tenant_id: string; revoked_at: string | null }>(
    'SELECT id, tenant_id, revoked_at FROM api_keys WHERE hash = ANY ($1) ORDER BY revoked_at',
    [hashes],
  )
  if (rows.some(({ revoked_at }) => revoked_at !== null)) return 'revoked'
  const there = rows.find(({ tenant_id }) => tenant_id === wanted.tenantId)
  if (there !== undefined) {
    const sql = 'UPDATE api_keys SET hash = $2, prefix = $3, configured = true WHERE id = $1'
    await db.query(sql, [there.id, hash, prefixOf(key)])
    return 'set'
  }
  await db.query(
    `DELETE FROM api_keys WHERE revoked_at IS NULL
       AND (hash = ANY ($3) OR tenant_id = $1 AND name = $2 AND configured)`,
    [wanted.tenantId, wanted.name, hashes],
  )
  await withTenant(db, wanted.tenantId, async (tx) => {
    await ensureTenant(tx, wanted.tenantId)
    return insert(tx, wanted, key, hash, true)
  })
  return 'set'
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

/** Revokes a key and ends its sessions; other processes notice within 5 seconds. The last admin key of a tenant stays. */
export async function revokeApiKey(
  db: Database,
  tenantId: string,
  id: string,
  record: RecordChange = unrecorded,
): Promise<'revoked' | 'unknown' | 'last admin'> {
  return withTenant(db, tenantId, async (tx) => {
    // Two at once would each leave the other's key as the last.
    await tx.query('SELECT 1 FROM tenants WHERE tenant_id = $1 FOR UPDATE', [tenantId])
    const { rows } = await tx.query<{ id: string; is_admin: boolean; lives: boolean }>(
      `SELECT id, 'admin' = ANY (scopes) AND service_account_id IS NULL AS is_admin, expires_at IS NULL AS lives
       FROM api_keys WHERE tenant_id = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())`,
      [tenantId],
    )
    const isOtherAdmin = (row: (typeof rows)[number]) => row.id !== id && row.is_admin && row.lives
    if (rows.some((row) => row.id === id && row.is_admin) && !rows.some(isOtherAdmin)) return 'last admin'
    const revoke = `UPDATE api_keys SET revoked_at = now() WHERE tenant_id = $1 AND id = $2 AND revoked_at IS NULL
      RETURNING ${listed}`
    const [revoked] = (await tx.query<ApiKey>(revoke, [tenantId, id])).rows
    if (revoked === undefined) return 'unknown'
    const end = 'UPDATE sessions SET ended_at = now() WHERE tenant_id = $1 AND key_id = $2 AND ended_at IS NULL'
    await tx.query(end, [tenantId, id])
    await record(tx, { details: { key: id, name: revoked.name }, before: shownOf(revoked), after: null })
    return 'revoked'
  })
}

/**
 * Gives a key a new secret; the old one holds for a while beside it, and so do the sessions that it bought. A secret of
 * before that is gone at once: of two rotations within the grace of the first the last counts.
 * @returns the key with its secret in the clear, the only time that it can be seen; `configured` for the one that the
 *   configuration names, which is changed there
 */
export async function rotateApiKey(
  db: Database,
  tenantId: string,
  id: string,
  graceSeconds: number,
  record: RecordChange = unrecorded,
): Promise<(ApiKey & { key: string }) | 'unknown' | 'configured'> {
  const key = newSecret()
  return withTenant(db, tenantId, async (tx) => {
    const { rows: found } = await tx.query<ApiKey & { configured: boolean }>(
      `SELECT configured, ${listed} FROM api_keys WHERE tenant_id = $1 AND id = $2 AND revoked_at IS NULL
         AND (expires_at IS NULL OR expires_at > now()) FOR UPDATE`,
      [tenantId, id],
    )
    if (found[0] === undefined) return 'unknown'
    if (found[0].configured) return 'configured'
    const { rows } = await tx.query<ApiKey>(
      `UPDATE api_keys SET previous_hash = hash, previous_until = now() + make_interval(secs => $3), hash = $4, prefix = $5
       WHERE tenant_id = $1 AND id = $2 RETURNING ${listed}`,
      [tenantId, id, graceSeconds, hashOf(key), prefixOf(key)],
    )
    await tx.query(
      `UPDATE sessions SET ends_at = least(ends_at, now() + make_interval(secs => $3))
       WHERE tenant_id = $1 AND key_id = $2 AND ended_at IS NULL`,
      [tenantId, id, graceSeconds],
    )
    const rotated = rows[0] as ApiKey
    const details = { key: id, name: rotated.name, grace_seconds: graceSeconds }
    await record(tx, { details, before: shownOf(found[0]), after: shownOf(rotated) })
    return { ...rotated, key }
  })
}
