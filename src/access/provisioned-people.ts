import { type RecordChange, unrecorded } from '../compliance/audit.ts'
import { Failure } from '../platform/errors.ts'
import { uuidV7 } from '../platform/uuid.ts'
import type { Database } from '../postgres/pool.ts'
import { type Queryable, withTenant } from '../postgres/with-tenant.ts'
import { isLastAdmin, refuseBeyond } from './people.ts'
import { lockTenant } from './roles.ts'

/** What an identity provider keeps of a person, in the words of SCIM (RFC 7643, section 4.1). */
export interface ProvisionedUser {
  readonly userName: string
  readonly externalId?: string | undefined
  readonly active: boolean
  /** Whether the provider says so itself. */
  readonly tellsActive: boolean
  readonly name?: { formatted?: string; givenName?: string; familyName?: string } | undefined
  readonly displayName?: string | undefined
  readonly emails?: readonly { value?: string; type?: string; display?: string; primary?: boolean }[] | undefined
}

export interface ProvisionedPerson extends ProvisionedUser {
  readonly id: string
  readonly created: string
  readonly changed: string
  readonly groups: readonly { id: string; displayName: string }[]
}

interface Row {
  readonly id: string
  readonly user_name: string
  readonly external_id: string | null
  readonly is_active: boolean
  readonly email: string | null
  readonly provisioned: Pick<ProvisionedUser, 'name' | 'displayName' | 'emails' | 'tellsActive'> | null
  readonly name: string
  readonly created: string
  readonly changed: string
  readonly groups: { id: string; displayName: string }[]
}

const moment = (column: string) => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
// Who signed in or was invited without the provider's doing is there, too: it may take them over.
const selectSql = `SELECT people.id, coalesce(user_name, email, subject) AS user_name, external_id,
    deactivated_at IS NULL AS is_active, email, provisioned, name, ${moment('people.created_at')} AS created,
    ${moment('coalesce(people.changed_at, people.created_at)')} AS changed,
    coalesce((SELECT jsonb_agg(jsonb_build_object('id', provisioned_groups.id, 'displayName', display_name)
        ORDER BY display_name)
      FROM provisioned_members JOIN provisioned_groups ON provisioned_groups.id = group_id
      WHERE person_id = people.id), '[]') AS groups
  FROM people WHERE tenant_id = $1 AND removed_at IS NULL AND coalesce(user_name, email, subject) IS NOT NULL`

function personOf(row: Row): ProvisionedPerson {
  const kept = row.provisioned ?? {
    tellsActive: true,
    ...(row.name !== '' && { displayName: row.name }),
    ...(row.email !== null && { emails: [{ value: row.email, primary: true }] }),
  }
  return {
    ...{ id: row.id, userName: row.user_name, active: row.is_active, created: row.created, changed: row.changed },
    ...(row.external_id !== null && { externalId: row.external_id }),
    ...kept,
    groups: row.groups,
  }
}

/** All people of a tenant as a provider sees them, the oldest first. */
export async function listProvisioned(db: Database, tenantId: string): Promise<ProvisionedPerson[]> {
  const sql = `${selectSql} ORDER BY people.created_at, people.id`
  return (await withTenant(db, tenantId, (tx) => tx.query<Row>(sql, [tenantId]))).rows.map(personOf)
}

async function find(tx: Queryable, tenantId: string, id: string): Promise<ProvisionedPerson | undefined> {
  return (await tx.query<Row>(`${selectSql} AND people.id = $2`, [tenantId, id])).rows.map(personOf)[0]
}

/** One person; undefined for one who is not there. */
export const findProvisioned = (db: Database, tenantId: string, id: string) =>
  withTenant(db, tenantId, (tx) => find(tx, tenantId, id))

/** The address by which a person is known when they sign in for the first time. */
export function emailOf({ userName, emails = [] }: ProvisionedUser): string | null {
  const named = (emails.find(({ primary }) => primary === true) ?? emails[0])?.value
  return named ?? (/^[^\s@]+@[^\s@]+$/.test(userName) ? userName : null)
}

const shownName = ({ displayName, name }: ProvisionedUser): string =>
  displayName || name?.formatted || [name?.givenName, name?.familyName].filter(Boolean).join(' ')

/** @throws Failure already_there */
async function refuseTaken(tx: Queryable, tenantId: string, userName: string, id: string): Promise<void> {
  const sql = `SELECT 1 FROM people WHERE tenant_id = $1 AND removed_at IS NULL AND id <> $3
    AND lower(coalesce(user_name, email, subject)) = lower($2)`
  if ((await tx.query(sql, [tenantId, userName, id])).rows.length === 0) return
  throw new Failure('already_there', 'There is a person of this userName.')
}

/**
 * Makes a person, or puts another state in place of theirs. One who is not active is out at once: their sessions end in the
 * same transaction.
 * @param id of the person to change; undefined for a new one
 * @throws Failure not_found, already_there, last_admin, invalid_request
 */
export async function saveProvisioned(
  db: Database,
  { tenantId, id, user }: { tenantId: string; id: string | undefined; user: ProvisionedUser },
  record: RecordChange = unrecorded,
): Promise<ProvisionedPerson> {
  return withTenant(db, tenantId, async (tx) => {
    await lockTenant(tx, tenantId)
    const personId = id ?? uuidV7(Date.now())
    const before = id === undefined ? undefined : await find(tx, tenantId, id)
    if (id !== undefined && before === undefined) throw new Failure('not_found', `There is no person ${id}.`)
    await refuseTaken(tx, tenantId, user.userName, personId)
    if (before === undefined) {
      await refuseBeyond(tx, tenantId)
      // The groups give a role; until then there is none.
      await tx.query(`INSERT INTO people (id, tenant_id, role) VALUES ($1, $2, '')`, [personId, tenantId])
    }
    const isLeaving = before?.active === true && !user.active
    if (isLeaving && (await isLastAdmin(tx, tenantId, personId))) throw lastAdmin()
    const { name, displayName, emails, tellsActive } = user
    await tx.query(
      `UPDATE people SET user_name = $3, external_id = $4, provisioned = $5, email = $6, name = $7, changed_at = now(),
         deactivated_at = CASE WHEN $8 THEN NULL ELSE coalesce(deactivated_at, now()) END
       WHERE tenant_id = $1 AND id = $2`,
      [
        ...[
          tenantId,
          personId,
          user.userName,
          user.externalId ?? null,
          { name, displayName, emails, tellsActive },
          emailOf(user),
        ],
        ...[shownName(user).slice(0, 100), user.active],
      ],
    )
    if (isLeaving) {
      const end = 'UPDATE sessions SET ended_at = now() WHERE tenant_id = $1 AND person_id = $2 AND ended_at IS NULL'
      await tx.query(end, [tenantId, personId])
    }
    const after = (await find(tx, tenantId, personId)) as ProvisionedPerson
    // No name and no address: the trail cannot forget.
    await record(tx, {
      details: { person: personId },
      before: before === undefined ? null : { active: before.active },
      after: { active: after.active },
    })
    return after
  })
}

export const lastAdmin = () =>
  new Failure('last_admin', 'This is the last admin of the tenant: make another person an admin first.')
