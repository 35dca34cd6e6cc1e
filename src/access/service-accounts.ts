import { type RecordChange, unrecorded } from '../compliance/audit.ts'
import { Failure } from '../platform/errors.ts'
import { uuidV7 } from '../platform/uuid.ts'
import type { Database } from '../postgres/pool.ts'
import { type Queryable, withTenant } from '../postgres/with-tenant.ts'
import type { Scope } from './principal.ts'
import { hasRole, lockTenant, roleOf } from './roles.ts'

/** A principal that is no person: a program with a role of its own. */
export interface ServiceAccount {
  readonly id: string
  readonly tenant_id: string
  readonly name: string
  readonly description: string
  /** The e-mail address of the person who answers for it. */
  readonly owner: string
  /** Whether a person of this address may sign in to the tenant today. */
  readonly owner_is_active: boolean
  readonly role: string
  /** The client of the issuer of bearer tokens that it is. */
  readonly client_id: string | null
  readonly expires_at: string | null
  readonly created_at: string
  readonly created_by: string
  /** To the minute, by a bearer token or an API key. */
  readonly last_used_at: string | null
  /** How many API keys of it hold. */
  readonly api_keys: number
  readonly status: 'active' | 'expired'
}

export interface AccountWish {
  readonly name: string
  readonly description: string
  readonly owner: string
  readonly role: string
  readonly client_id: string | null
  /** RFC 3339 */
  readonly expires_at: string | null
}

const mostAccounts = 500
const living = '(expires_at IS NULL OR expires_at > now())'
const listSql = `SELECT id, tenant_id, name, description, owner, role, client_id, expires_at, created_at, created_by,
    EXISTS (SELECT 1 FROM people WHERE people.tenant_id = account.tenant_id AND lower(email) = lower(account.owner)
      AND subject IS NOT NULL AND removed_at IS NULL) AS owner_is_active,
    greatest(last_used_at, (SELECT max(api_keys.last_used_at) FROM api_keys WHERE service_account_id = account.id))
      AS last_used_at,
    (SELECT count(*)::int FROM api_keys WHERE service_account_id = account.id AND revoked_at IS NULL AND ${living})
      AS api_keys,
    CASE WHEN ${living} THEN 'active' ELSE 'expired' END AS status
  FROM service_accounts AS account WHERE tenant_id = $1 AND revoked_at IS NULL`

/** The service accounts of a tenant that were not revoked, by name. */
export async function listAccounts(db: Database, tenantId: string): Promise<ServiceAccount[]> {
  const sql = `${listSql} ORDER BY name`
  return (await withTenant(db, tenantId, (tx) => tx.query<ServiceAccount>(sql, [tenantId]))).rows
}

async function find(tx: Queryable, tenantId: string, id: string): Promise<ServiceAccount | undefined> {
  return (await tx.query<ServiceAccount>(`${listSql} AND id = $2`, [tenantId, id])).rows[0]
}

/** What the audit trail records of an account: its owner is a person, and the trail cannot forget. */
const toldOf = ({ name, description, role, client_id, expires_at }: ServiceAccount) => ({
  ...{ name, description, role, client_id, expires_at },
})

/** @throws Failure invalid_request, already_there */
async function check(
  tx: Queryable,
  tenantId: string,
  wish: AccountWish,
  operatorTenant: string,
  self = '',
): Promise<void> {
  // An operator is a person who looks: a program reads the figures of its own tenant.
  if (wish.role === 'operator' || !(await hasRole(tx, tenantId, wish.role, operatorTenant))) {
    const message = 'must be a role of this tenant other than operator; GET /analytics/roles lists them'
    throw new Failure('invalid_request', 'There is no such role.', { errors: [{ path: '/role', message }] })
  }
  const { rows } = await tx.query<{ id: string; name: string }>(
    `SELECT id, name FROM service_accounts
     WHERE tenant_id = $1 AND revoked_at IS NULL AND (name = $2 OR client_id = $3) AND id::text <> $4`,
    [tenantId, wish.name, wish.client_id, self],
  )
  if (rows[0] === undefined) return
  const what = rows[0].name === wish.name ? 'this name' : `the client ${wish.client_id}`
  throw new Failure('already_there', `The tenant has a service account of ${what}.`)
}

/** Makes a service account. @param by the name of who makes it @throws Failure invalid_request, already_there */
export async function createAccount(
  db: Database,
  { tenantId, by, wish, operatorTenant }: { tenantId: string; by: string; wish: AccountWish; operatorTenant: string },
  record: RecordChange = unrecorded,
): Promise<ServiceAccount> {
  return withTenant(db, tenantId, async (tx) => {
    await lockTenant(tx, tenantId)
    await check(tx, tenantId, wish, operatorTenant)
    const count = 'SELECT count(*)::int AS accounts FROM service_accounts WHERE tenant_id = $1 AND revoked_at IS NULL'
    const { rows } = await tx.query<{ accounts: number }>(count, [tenantId])
    if ((rows[0]?.accounts ?? 0) >= mostAccounts) {
      throw new Failure('invalid_request', `A tenant has at most ${mostAccounts} service accounts.`)
    }
    const id = uuidV7(Date.now())
    await tx.query(
      `INSERT INTO service_accounts (id, tenant_id, name, description, owner, role, client_id, expires_at, created_by)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [id, tenantId, wish.name, wish.description, wish.owner, wish.role, wish.client_id, wish.expires_at, by],
    )
    const made = (await find(tx, tenantId, id)) as ServiceAccount
    await record(tx, { details: { service_account: id }, before: null, after: toldOf(made) })
    return made
  })
}

/** Changes all of an account but its credentials. @throws Failure invalid_request, already_there */
export async function changeAccount(
  db: Database,
  { tenantId, id, wish, operatorTenant }: { tenantId: string; id: string; wish: AccountWish; operatorTenant: string },
  record: RecordChange = unrecorded,
): Promise<ServiceAccount | 'unknown'> {
  return withTenant(db, tenantId, async (tx) => {
    await lockTenant(tx, tenantId)
    const before = await find(tx, tenantId, id)
    if (before === undefined) return 'unknown'
    await check(tx, tenantId, wish, operatorTenant, id)
    await tx.query(
      `UPDATE service_accounts SET name = $3, description = $4, owner = $5, role = $6, client_id = $7, expires_at = $8
       WHERE tenant_id = $1 AND id = $2`,
      [tenantId, id, wish.name, wish.description, wish.owner, wish.role, wish.client_id, wish.expires_at],
    )
    const after = (await find(tx, tenantId, id)) as ServiceAccount
    await record(tx, { details: { service_account: id }, before: toldOf(before), after: toldOf(after) })
    return after
  })
}

/** Ends an account with all its API keys; other processes notice within 5 seconds. */
export async function revokeAccount(
  db: Database,
  tenantId: string,
  id: string,
  record: RecordChange = unrecorded,
): Promise<'revoked' | 'unknown'> {
  return withTenant(db, tenantId, async (tx) => {
    await lockTenant(tx, tenantId)
    const before = await find(tx, tenantId, id)
    if (before === undefined) return 'unknown'
    await tx.query('UPDATE service_accounts SET revoked_at = now() WHERE tenant_id = $1 AND id = $2', [tenantId, id])
    const { rowCount } = await tx.query(
      `UPDATE api_keys SET revoked_at = now() WHERE tenant_id = $1 AND service_account_id = $2 AND revoked_at IS NULL`,
      [tenantId, id],
    )
    const details = { service_account: id, api_keys_revoked: rowCount ?? 0 }
    await record(tx, { details, before: toldOf(before), after: null })
    return 'revoked'
  })
}

/**
 * What a credential of an account may do: what its role may now, and no more than the credential says where it says anything.
 * @param role what its role may
 * @param said scopes of the API key or of the token
 */
export const scopesWithin = (role: readonly Scope[], said: readonly Scope[]): readonly Scope[] =>
  said.length === 0
    ? role
    : role.includes('admin')
      ? said
      : said.includes('admin')
        ? role
        : said.filter((it) => role.includes(it))

/** The role of an account that holds, and what it may. */
export async function findAccountRole(db: Database, tenantId: string, id: string) {
  const sql = `SELECT role, roles.scopes FROM service_accounts
    LEFT JOIN roles ON roles.tenant_id = service_accounts.tenant_id AND roles.name = role
    WHERE service_accounts.tenant_id = $1 AND id = $2 AND revoked_at IS NULL AND ${living}`
  const { rows } = await withTenant(db, tenantId, (tx) =>
    tx.query<{ role: string; scopes: Scope[] | null }>(sql, [tenantId, id]),
  )
  const [row] = rows
  return row && { scopes: roleOf(row.role, row.scopes).scopes, role: row.role }
}
