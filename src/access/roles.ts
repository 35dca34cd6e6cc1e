import { type RecordChange, unrecorded } from '../compliance/audit.ts'
import { Failure } from '../platform/errors.ts'
import type { Database } from '../postgres/pool.ts'
import { type Queryable, withTenant } from '../postgres/with-tenant.ts'
import type { Scope } from './principal.ts'

/** A named set of scopes: what people of this role may do. */
export interface Role {
  readonly name: string
  readonly scopes: readonly Scope[]
  /** The event types whose protected values `personal:read` opens; undefined for all. */
  readonly personalTypes?: readonly string[] | undefined
  /** Whether it is one of every tenant, and cannot be changed. */
  readonly built_in: boolean
}

/** The roles of every tenant, the one that may do most first. */
export const roles = {
  admin: { scopes: ['admin'] },
  /** Reads the figures of every tenant (operators.ts); only in the tenant that runs the service. */
  operator: { scopes: ['analytics:read'] },
  compliance: { scopes: ['compliance:audit', 'compliance:export', 'compliance:erase', 'personal:read'] },
  quality: {
    scopes: ['analytics:read', 'analytics:write', 'personal:read', 'quality:write'],
    personalTypes: ['device', 'dose', 'patch', 'adverse_event'],
  },
  analyst: { scopes: ['analytics:read', 'analytics:write'] },
  viewer: { scopes: ['analytics:read'] },
} as const satisfies Readonly<Record<string, { scopes: readonly Scope[]; personalTypes?: readonly string[] }>>

export type RoleName = keyof typeof roles
export const roleNames = Object.keys(roles) as RoleName[]
export const isBuiltIn = (name: string): name is RoleName => Object.hasOwn(roles, name)

/** What a role may; of one that is gone nothing. */
export function roleOf(name: string, custom: readonly Scope[] | null): Role {
  if (isBuiltIn(name)) return { name, built_in: true, ...roles[name] }
  return { name, scopes: custom ?? [], built_in: false }
}

const mostRoles = 50

/** The service's own roles, and behind them those that the tenant made. */
export async function listRoles(db: Database, tenantId: string): Promise<Role[]> {
  const sql = 'SELECT name, scopes FROM roles WHERE tenant_id = $1 ORDER BY name'
  const { rows } = await withTenant(db, tenantId, (tx) => tx.query<{ name: string; scopes: Scope[] }>(sql, [tenantId]))
  return [...roleNames.map((name) => roleOf(name, null)), ...rows.map(({ name, scopes }) => roleOf(name, scopes))]
}

/**
 * Makes or changes a role of the tenant's own.
 * @throws Failure invalid_request for a name that the service gives, and beyond 50 roles
 */
export async function writeRole(
  db: Database,
  tenantId: string,
  name: string,
  scopes: readonly Scope[],
  record: RecordChange = unrecorded,
): Promise<void> {
  if (isBuiltIn(name))
    throw new Failure('invalid_request', `The role ${name} is the service's own: choose another name.`)
  await withTenant(db, tenantId, async (tx) => {
    await lockTenant(tx, tenantId)
    const { rows } = await tx.query<{ name: string; scopes: Scope[] }>(
      'SELECT name, scopes FROM roles WHERE tenant_id = $1',
      [tenantId],
    )
    const before = rows.find((row) => row.name === name)?.scopes
    if (before === undefined && rows.length >= mostRoles) {
      throw new Failure('invalid_request', `A tenant has at most ${mostRoles} roles of its own.`)
    }
    await tx.query(
      `INSERT INTO roles (tenant_id, name, scopes) VALUES ($1, $2, $3)
       ON CONFLICT (tenant_id, name) DO UPDATE SET scopes = excluded.scopes`,
      [tenantId, name, scopes],
    )
    const change = { before: before === undefined ? null : { scopes: before }, after: { scopes: [...scopes] } }
    await record(tx, { details: { role: name }, ...change })
  })
}

/** Deletes a role of the tenant's own; one that people or service accounts have stays. */
export async function deleteRole(
  db: Database,
  tenantId: string,
  name: string,
  record: RecordChange = unrecorded,
): Promise<'deleted' | 'unknown' | 'in use'> {
  return withTenant(db, tenantId, async (tx) => {
    await lockTenant(tx, tenantId)
    const used = `SELECT 1 FROM people WHERE tenant_id = $1 AND role = $2 AND removed_at IS NULL
      UNION ALL SELECT 1 FROM service_accounts WHERE tenant_id = $1 AND role = $2 AND revoked_at IS NULL LIMIT 1`
    if ((await tx.query(used, [tenantId, name])).rows.length > 0) return 'in use'
    const sql = 'DELETE FROM roles WHERE tenant_id = $1 AND name = $2 RETURNING scopes'
    const [deleted] = (await tx.query<{ scopes: Scope[] }>(sql, [tenantId, name])).rows
    if (deleted === undefined) return 'unknown'
    await record(tx, { details: { role: name }, before: { scopes: deleted.scopes }, after: null })
    return 'deleted'
  })
}

/** Holds the row of a tenant until the transaction ends: who changes its people, roles or keys waits for one another. */
export const lockTenant = (tx: Queryable, tenantId: string) =>
  tx.query('SELECT 1 FROM tenants WHERE tenant_id = $1 FOR UPDATE', [tenantId])

/** Whether people of a tenant may have a role. @param operatorTenant the only tenant that has operators */
export async function hasRole(tx: Queryable, tenantId: string, name: string, operatorTenant: string): Promise<boolean> {
  if (name === 'operator') return tenantId === operatorTenant
  if (isBuiltIn(name)) return true
  const sql = 'SELECT 1 FROM roles WHERE tenant_id = $1 AND name = $2'
  return (await tx.query(sql, [tenantId, name])).rows.length > 0
}
