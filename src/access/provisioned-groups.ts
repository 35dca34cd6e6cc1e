import { type RecordChange, unrecorded } from '../compliance/audit.ts'
import { Failure } from '../platform/errors.ts'
import { uuidV7 } from '../platform/uuid.ts'
import type { Database } from '../postgres/pool.ts'
import { type Queryable, withTenant } from '../postgres/with-tenant.ts'
import { isLastAdmin } from './people.ts'
import { lastAdmin } from './provisioned-people.ts'
import { hasRole, lockTenant, roleNames } from './roles.ts'

export interface GroupWish {
  readonly displayName: string
  readonly externalId?: string | undefined
  /** Ids of people. */
  readonly members: readonly string[]
}

export interface ProvisionedGroup {
  readonly id: string
  readonly displayName: string
  readonly externalId?: string
  readonly members: readonly { id: string; display: string }[]
  readonly created: string
  readonly changed: string
}

/** How groups give roles: a group of the name of a role gives that role, or the one that it is mapped to. */
export interface GroupRoles {
  /** Pairs of a group's name and a role (`POCM_OIDC_ROLES`). */
  readonly mapped: readonly (readonly [says: string, role: string])[]
  /** The only tenant that has operators. */
  readonly operatorTenant: string
}

interface Row extends Omit<ProvisionedGroup, 'externalId'> {
  readonly externalId: string | null
}

const mostGroups = 1_000
const moment = (column: string) => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
const selectSql = `SELECT id, display_name AS "displayName", external_id AS "externalId", ${moment('created_at')} AS created,
    ${moment('changed_at')} AS changed,
    coalesce((SELECT jsonb_agg(jsonb_build_object('id', people.id, 'display', coalesce(nullif(name, ''), user_name, email, ''))
        ORDER BY people.id)
      FROM provisioned_members JOIN people ON people.id = person_id
      WHERE group_id = provisioned_groups.id AND removed_at IS NULL), '[]') AS members
  FROM provisioned_groups WHERE tenant_id = $1`

const groupOf = ({ externalId, ...row }: Row): ProvisionedGroup => ({
  ...row,
  ...(externalId !== null && { externalId }),
})

/** The groups of a tenant by name. */
export async function listGroups(db: Database, tenantId: string): Promise<ProvisionedGroup[]> {
  const sql = `${selectSql} ORDER BY lower(display_name), id`
  return (await withTenant(db, tenantId, (tx) => tx.query<Row>(sql, [tenantId]))).rows.map(groupOf)
}

async function find(tx: Queryable, tenantId: string, id: string): Promise<ProvisionedGroup | undefined> {
  return (await tx.query<Row>(`${selectSql} AND id = $2`, [tenantId, id])).rows.map(groupOf)[0]
}

/** One group; undefined for one that is not there. */
export const findGroup = (db: Database, tenantId: string, id: string) =>
  withTenant(db, tenantId, (tx) => find(tx, tenantId, id))

const noGroup = (id: string) => new Failure('not_found', `There is no group ${id}.`)
const told = (group: ProvisionedGroup | undefined) =>
  group === undefined ? null : { name: group.displayName, members: group.members.map(({ id }) => id) }

/**
 * Makes a group, or puts another state in place of its own; members have the role that their groups give at once.
 * @param id of the group to change; undefined for a new one
 * @throws Failure not_found, already_there, invalid_request, last_admin
 */
export async function saveGroup(
  db: Database,
  { tenantId, id, wish, roles }: { tenantId: string; id: string | undefined; wish: GroupWish; roles: GroupRoles },
  record: RecordChange = unrecorded,
): Promise<ProvisionedGroup> {
  return withTenant(db, tenantId, async (tx) => {
    await lockTenant(tx, tenantId)
    const groupId = id ?? uuidV7(Date.now())
    const before = id === undefined ? undefined : await find(tx, tenantId, id)
    if (id !== undefined && before === undefined) throw noGroup(id)
    await refuseTaken(tx, tenantId, wish.displayName, groupId)
    const members = [...new Set(wish.members)]
    await refuseStrangers(tx, tenantId, members)
    await tx.query(
      `INSERT INTO provisioned_groups (id, tenant_id, display_name, external_id) VALUES ($1, $2, $3, $4)
       ON CONFLICT (id) DO UPDATE
         SET display_name = excluded.display_name, external_id = excluded.external_id, changed_at = now()`,
      [groupId, tenantId, wish.displayName, wish.externalId ?? null],
    )
    await tx.query('DELETE FROM provisioned_members WHERE group_id = $1 AND person_id <> ALL ($2::uuid[])', [
      groupId,
      members,
    ])
    await tx.query(
      `INSERT INTO provisioned_members (tenant_id, group_id, person_id) SELECT $1, $2, unnest($3::uuid[])
       ON CONFLICT DO NOTHING`,
      [tenantId, groupId, members],
    )
    const after = (await find(tx, tenantId, groupId)) as ProvisionedGroup
    const touched = [...(before?.members ?? []), ...after.members].map((member) => member.id)
    const changed = await followGroups(tx, tenantId, touched, roles)
    await record(tx, { details: { group: groupId, roles_changed: changed }, before: told(before), after: told(after) })
    return after
  })
}

/** Deletes a group; its members lose the role that it gave. @throws Failure not_found, last_admin */
export async function deleteGroup(
  db: Database,
  { tenantId, id, roles }: { tenantId: string; id: string; roles: GroupRoles },
  record: RecordChange = unrecorded,
): Promise<void> {
  await withTenant(db, tenantId, async (tx) => {
    await lockTenant(tx, tenantId)
    const before = await find(tx, tenantId, id)
    if (before === undefined) throw noGroup(id)
    await tx.query('DELETE FROM provisioned_groups WHERE tenant_id = $1 AND id = $2', [tenantId, id])
    const touched = before.members.map((member) => member.id)
    const changed = await followGroups(tx, tenantId, touched, roles)
    await record(tx, { details: { group: id, roles_changed: changed }, before: told(before), after: null })
  })
}

async function refuseTaken(tx: Queryable, tenantId: string, name: string, id: string): Promise<void> {
  const { rows } = await tx.query<{ id: string; taken: boolean }>(
    'SELECT id, lower(display_name) = lower($2) AS taken FROM provisioned_groups WHERE tenant_id = $1 AND id <> $3',
    [tenantId, name, id],
  )
  if (rows.some(({ taken }) => taken)) throw new Failure('already_there', 'There is a group of this displayName.')
  if (rows.length >= mostGroups) throw new Failure('invalid_request', `A tenant has at most ${mostGroups} groups.`)
}

async function refuseStrangers(tx: Queryable, tenantId: string, members: readonly string[]): Promise<void> {
  const sql = 'SELECT count(*)::int AS known FROM people WHERE tenant_id = $1 AND id = ANY ($2) AND removed_at IS NULL'
  const { rows } = await tx.query<{ known: number }>(sql, [tenantId, members])
  if (rows[0]?.known === members.length) return
  throw new Failure('invalid_request', 'A member is none of the people of this tenant; groups have no groups in them.')
}

/** The role that a person's groups give: the one that may do most; undefined for none. */
async function roleOfGroups(tx: Queryable, tenantId: string, id: string, { mapped, operatorTenant }: GroupRoles) {
  const sql = `SELECT display_name AS name FROM provisioned_members JOIN provisioned_groups ON id = group_id
    WHERE person_id = $1 ORDER BY display_name`
  const { rows } = await tx.query<{ name: string }>(sql, [id])
  const given = rows.map(({ name }) => mapped.find(([says]) => says === name)?.[1] ?? name)
  const rank = (name: string) => (roleNames as readonly string[]).indexOf(name) + 1 || roleNames.length + 1
  for (const name of given.sort((a, b) => rank(a) - rank(b))) {
    if (await hasRole(tx, tenantId, name, operatorTenant)) return name
  }
  return undefined
}

/**
 * Gives people the role that their groups give now. An admin's word holds until the groups give another role than they did.
 * @returns whose role is another now @throws Failure last_admin
 */
async function followGroups(tx: Queryable, tenantId: string, ids: readonly string[], roles: GroupRoles) {
  const changed: { person: string; before: string; after: string }[] = []
  for (const id of new Set(ids)) {
    const sql = 'SELECT role, group_role FROM people WHERE tenant_id = $1 AND id = $2 AND removed_at IS NULL'
    const [person] = (await tx.query<{ role: string; group_role: string | null }>(sql, [tenantId, id])).rows
    const given = (await roleOfGroups(tx, tenantId, id, roles)) ?? null
    if (person === undefined || given === person.group_role) continue
    const role = given ?? ''
    if (role !== 'admin' && (await isLastAdmin(tx, tenantId, id))) throw lastAdmin()
    await tx.query(
      'UPDATE people SET role = $3, group_role = $4, changed_at = now() WHERE tenant_id = $1 AND id = $2',
      [...[tenantId, id, role, given]],
    )
    if (role !== person.role) changed.push({ person: id, before: person.role, after: role })
  }
  return changed
}
