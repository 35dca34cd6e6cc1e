import { type RecordChange, unrecorded } from '../compliance/audit.ts'
import { Failure } from '../platform/errors.ts'
import { uuidV7 } from '../platform/uuid.ts'
import type { Database } from '../postgres/pool.ts'
import { type Queryable, withTenant } from '../postgres/with-tenant.ts'
import { hasRole, lockTenant } from './roles.ts'

/** A person who signs in to a tenant, or was invited to. */
export interface Person {
  readonly id: string
  readonly tenant_id: string
  readonly issuer: string | null
  /** Who they are to the issuer; null while they have not signed in. */
  readonly subject: string | null
  readonly email: string | null
  readonly name: string
  readonly role: string
  readonly created_at: string
  /** The name of who invited them. */
  readonly invited_by: string | null
  readonly invited_until: string | null
  readonly last_sign_in_at: string | null
  /**
   * `expired` for an invitation that was not accepted in time, `deactivated` by the provider (provisioned-people.ts).
   */
  readonly status: 'active' | 'invited' | 'expired' | 'deactivated'
}

const status = `CASE WHEN deactivated_at IS NOT NULL THEN 'deactivated' WHEN subject IS NOT NULL THEN 'active' WHEN invited_until > now() OR user_name IS NOT NULL THEN 'invited' ELSE 'expired' END`
const columns = `id, tenant_id, issuer, subject, email, name, role, created_at, invited_by, invited_until,
  last_sign_in_at, ${status} AS status`
const mostPeople = 10_000
const listedPeople = 1_000

/** The people of a tenant by name; of very many the first thousand. */
export async function listPeople(db: Database, tenantId: string): Promise<Person[]> {
  const sql = `SELECT ${columns} FROM people WHERE tenant_id = $1 AND removed_at IS NULL
    ORDER BY lower(coalesce(nullif(name, ''), email, subject)), id LIMIT ${listedPeople}`
  return (await withTenant(db, tenantId, (tx) => tx.query<Person>(sql, [tenantId]))).rows
}

export interface Invitation {
  readonly tenantId: string
  readonly email: string
  readonly role: string
  /** RFC 3339 */
  readonly until: string
  /** The name of who invites. */
  readonly by: string
}

/**
 * Invites a person by e-mail address, or renews the invitation. A person who was removed may return by it.
 * @param operatorTenant the only tenant that has operators
 * @throws Failure already_there, invalid_request
 */
export async function invitePerson(
  db: Database,
  invitation: Invitation,
  operatorTenant: string,
  record: RecordChange = unrecorded,
): Promise<Person> {
  const { tenantId, email, role, until, by } = invitation
  return withTenant(db, tenantId, async (tx) => {
    await lockTenant(tx, tenantId)
    await checkRole(tx, tenantId, role, operatorTenant)
    const { rows } = await tx.query<{ id: string; subject: string | null }>(
      'SELECT id, subject FROM people WHERE tenant_id = $1 AND lower(email) = lower($2) AND removed_at IS NULL',
      [tenantId, email],
    )
    if (rows.some(({ subject }) => subject !== null)) {
      throw new Failure('already_there', 'A person of this e-mail address signs in already: change their role instead.')
    }
    if (rows[0] === undefined) await refuseBeyond(tx, tenantId)
    const id = rows[0]?.id ?? uuidV7(Date.now())
    const before = rows[0] === undefined ? null : await toldOf(tx, tenantId, id)
    const { rows: written } = await tx.query<Person>(
      `INSERT INTO people (id, tenant_id, email, role, invited_until, invited_by) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (id) DO UPDATE
         SET role = excluded.role, invited_until = excluded.invited_until, invited_by = excluded.invited_by
       RETURNING ${columns}`,
      [id, tenantId, email, role, until, by],
    )
    await record(tx, { details: { person: id }, before, after: await toldOf(tx, tenantId, id) })
    return written[0] as Person
  })
}

/** What the audit trail records of a person: no name and no address, since the trail cannot forget. */
async function toldOf(tx: Queryable, tenantId: string, id: string) {
  const sql = `SELECT role, ${status} AS status, invited_until FROM people WHERE tenant_id = $1 AND id = $2`
  const { rows } = await tx.query<Pick<Person, 'role' | 'status' | 'invited_until'>>(sql, [tenantId, id])
  const { role, status: state, invited_until } = rows[0] as (typeof rows)[number]
  return { role, status: state, ...(state === 'invited' && { invited_until }) }
}

/** @throws Failure invalid_request where a tenant has as many people as it may */
export async function refuseBeyond(tx: Queryable, tenantId: string): Promise<void> {
  const sql = 'SELECT count(*)::int AS people FROM people WHERE tenant_id = $1 AND removed_at IS NULL'
  const { rows } = await tx.query<{ people: number }>(sql, [tenantId])
  if ((rows[0]?.people ?? 0) < mostPeople) return
  throw new Failure('invalid_request', `A tenant has at most ${mostPeople} people: remove those who do not sign in.`)
}

async function checkRole(tx: Queryable, tenantId: string, role: string, operatorTenant: string): Promise<void> {
  if (await hasRole(tx, tenantId, role, operatorTenant)) return
  const message = 'must be a role of this tenant; GET /analytics/roles lists them'
  throw new Failure('invalid_request', 'There is no such role.', { errors: [{ path: '/role', message }] })
}

/** Whether a person is an admin who has signed in, and the tenant's only one. The row of the tenant is locked. */
export async function isLastAdmin(tx: Queryable, tenantId: string, id: string): Promise<boolean> {
  const { rows } = await tx.query<{ id: string }>(
    `SELECT id FROM people WHERE tenant_id = $1 AND role = 'admin' AND subject IS NOT NULL AND removed_at IS NULL
       AND deactivated_at IS NULL`,
    [tenantId],
  )
  return rows.length === 1 && rows[0]?.id === id
}

const findSql = `SELECT ${columns} FROM people WHERE tenant_id = $1 AND id = $2 AND removed_at IS NULL`

/**
 * Gives a person another role.
 * @throws Failure invalid_request for a role that the tenant does not have
 */
export async function changeRole(
  db: Database,
  { tenantId, id, role }: { tenantId: string; id: string; role: string },
  operatorTenant: string,
  record: RecordChange = unrecorded,
): Promise<Person | 'unknown' | 'last admin'> {
  return withTenant(db, tenantId, async (tx) => {
    await lockTenant(tx, tenantId)
    await checkRole(tx, tenantId, role, operatorTenant)
    const [before] = (await tx.query<Person>(findSql, [tenantId, id])).rows
    if (before === undefined) return 'unknown'
    if (role !== 'admin' && (await isLastAdmin(tx, tenantId, id))) return 'last admin'
    const sql = `UPDATE people SET role = $3 WHERE tenant_id = $1 AND id = $2 RETURNING ${columns}`
    const { rows } = await tx.query<Person>(sql, [tenantId, id, role])
    await record(tx, { details: { person: id }, before: { role: before.role }, after: { role } })
    return rows[0] as Person
  })
}

/** Removes a person, and ends their sessions. */
export async function removePerson(
  db: Database,
  tenantId: string,
  id: string,
  record: RecordChange = unrecorded,
): Promise<'removed' | 'unknown' | 'last admin'> {
  return withTenant(db, tenantId, async (tx) => {
    await lockTenant(tx, tenantId)
    const [person] = (await tx.query<Person>(findSql, [tenantId, id])).rows
    if (person === undefined) return 'unknown'
    if (await isLastAdmin(tx, tenantId, id)) return 'last admin'
    const before = await toldOf(tx, tenantId, id)
    await tx.query('UPDATE people SET removed_at = now() WHERE tenant_id = $1 AND id = $2', [tenantId, id])
    const end = 'UPDATE sessions SET ended_at = now() WHERE tenant_id = $1 AND person_id = $2 AND ended_at IS NULL'
    await tx.query(end, [tenantId, id])
    await record(tx, { details: { person: id }, before, after: null })
    return 'removed'
  })
}
