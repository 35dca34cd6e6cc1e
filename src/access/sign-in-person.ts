import type { Change } from '../compliance/audit-entry.ts'
import { Failure } from '../platform/errors.ts'
import { uuidV7 } from '../platform/uuid.ts'
import type { Database } from '../postgres/pool.ts'
import { type Queryable, withTenant } from '../postgres/with-tenant.ts'
import { hasRole, lockTenant } from './roles.ts'
import { hasTenant } from './tenants.ts'

/** Who signs in, as their provider says. */
export interface Identity {
  readonly issuer: string
  readonly subject: string
  /** Only one that the provider has verified. */
  readonly email: string | undefined
  readonly name: string
  /** The tenant that a claim or the configuration names; undefined where neither does. */
  readonly tenantId: string | undefined
  /** Roles that claims name, the one that counts first. */
  readonly roles: readonly string[]
  /** The role of a person to whom no claim and no invitation gives one; undefined for none. */
  readonly defaultRole: string | undefined
}

export interface SignedIn {
  readonly id: string
  readonly tenantId: string
  readonly role: string
  /** The role of before; undefined where they sign in for the first time. */
  readonly before: string | undefined
}

/**
 * Appends to the audit trail that a person joined, or that the claim gave them another role, in the transaction that
 * does so.
 */
export type RecordSignIn = (tx: Queryable, person: SignedIn, change: Change) => Promise<void>

interface Row {
  readonly id: string
  readonly role: string
  readonly claimed_role: string | null
  readonly is_deactivated: boolean
}

/**
 * Finds or makes the person that a provider's claims speak of. Their role is that of the claim at the first sign-in, or of
 * their invitation; an admin may give them another, which holds until the claim says something else than it did.
 * @param operatorTenant the only tenant that has operators
 * @throws Failure unknown_tenant, person_removed, not_invited
 */
export async function signInPerson(
  db: Database,
  identity: Identity,
  operatorTenant: string,
  record: RecordSignIn = async () => {},
): Promise<SignedIn> {
  const tenantId = identity.tenantId ?? (await tenantOf(db, identity))
  if (!(await hasTenant(db, tenantId))) {
    throw new Failure('unknown_tenant', 'The provider names a tenant that there is not.')
  }
  return withTenant(db, tenantId, async (tx) => {
    await lockTenant(tx, tenantId)
    const claimed = await firstRole(tx, tenantId, identity.roles, operatorTenant)
    const person = await findOrMake(tx, tenantId, identity, claimed, operatorTenant)
    await noteSignIn(tx, person, claimed, identity)
    const { id, role, before } = person
    if (before !== role) {
      const change = { before: before === undefined ? null : { role: before }, after: { role } }
      await record(tx, person, { details: { person: id }, ...change })
    }
    return person
  })
}

async function findOrMake(
  tx: Queryable,
  tenantId: string,
  identity: Identity,
  claimed: string | undefined,
  operatorTenant: string,
): Promise<SignedIn> {
  const active = await findActive(tx, tenantId, identity)
  if (active !== undefined) {
    refuseDeactivated(active)
    const role = claimed !== undefined && claimed !== active.claimed_role ? claimed : active.role
    return { id: active.id, tenantId, role, before: active.role }
  }
  const invited = await findInvitation(tx, tenantId, identity)
  if (invited !== undefined) {
    refuseDeactivated(invited)
    // One whom the provider has put in no group yet has the role that a claim gives.
    const role =
      invited.role || claimed || (await firstRole(tx, tenantId, [identity.defaultRole ?? ''], operatorTenant))
    if (role === undefined) throw notInvited()
    return { id: invited.id, tenantId, role, before: undefined }
  }
  await refuseRemoved(tx, tenantId, identity)
  const role = claimed ?? (await firstRole(tx, tenantId, [identity.defaultRole ?? ''], operatorTenant))
  if (role === undefined) throw notInvited()
  const id = uuidV7(Date.now())
  await tx.query('INSERT INTO people (id, tenant_id, role) VALUES ($1, $2, $3)', [id, tenantId, role])
  return { id, tenantId, role, before: undefined }
}

const notInvited = () =>
  new Failure('not_invited', 'Nothing gives you a role here: ask an admin of the tenant for an invitation.')

function refuseDeactivated({ is_deactivated }: Row): void {
  if (is_deactivated) throw new Failure('person_removed', 'Your organisation has deactivated you in this tenant.')
}

/**
 * The tenant of a person whose provider names none: where they signed in last, else where they are invited, else where
 * they were removed, which then says so.
 * @throws Failure not_invited
 */
async function tenantOf(db: Database, { issuer, subject, email }: Identity): Promise<string> {
  const { rows } = await db.query<{ tenant_id: string }>(
    `SELECT tenant_id FROM people
     WHERE issuer = $1 AND subject = $2
       OR subject IS NULL AND removed_at IS NULL AND lower(email) = lower($3)
         AND (invited_until > now() OR user_name IS NOT NULL)
     ORDER BY removed_at IS NOT NULL, last_sign_in_at DESC NULLS LAST, created_at DESC LIMIT 1`,
    [issuer, subject, email ?? null],
  )
  if (rows[0] !== undefined) return rows[0].tenant_id
  throw new Failure('not_invited', 'No tenant knows you: ask an admin of yours for an invitation.')
}

async function firstRole(tx: Queryable, tenantId: string, names: readonly string[], operatorTenant: string) {
  for (const name of names) if (await hasRole(tx, tenantId, name, operatorTenant)) return name
  return undefined
}

async function findActive(tx: Queryable, tenantId: string, { issuer, subject }: Identity): Promise<Row | undefined> {
  const sql = `SELECT id, role, claimed_role, deactivated_at IS NOT NULL AS is_deactivated FROM people
    WHERE tenant_id = $1 AND issuer = $2 AND subject = $3 AND removed_at IS NULL`
  return (await tx.query<Row>(sql, [tenantId, issuer, subject])).rows[0]
}

async function findInvitation(tx: Queryable, tenantId: string, { email }: Identity): Promise<Row | undefined> {
  if (email === undefined) return undefined
  const sql = `SELECT id, role, claimed_role, deactivated_at IS NOT NULL AS is_deactivated FROM people
    WHERE tenant_id = $1 AND lower(email) = lower($2) AND subject IS NULL AND removed_at IS NULL
      AND (invited_until > now() OR user_name IS NOT NULL)
    ORDER BY user_name IS NULL LIMIT 1`
  return (await tx.query<Row>(sql, [tenantId, email])).rows[0]
}

async function refuseRemoved(tx: Queryable, tenantId: string, { issuer, subject }: Identity): Promise<void> {
  const sql = 'SELECT 1 FROM people WHERE tenant_id = $1 AND issuer = $2 AND subject = $3'
  if ((await tx.query(sql, [tenantId, issuer, subject])).rows.length === 0) return
  throw new Failure('person_removed', 'You were removed from this tenant: an admin may invite you again.')
}

async function noteSignIn(
  tx: Queryable,
  { tenantId, id, role }: SignedIn,
  claimed: string | undefined,
  { issuer, subject, email, name }: Identity,
): Promise<void> {
  await tx.query(
    `UPDATE people SET issuer = $3, subject = $4, role = $5, claimed_role = coalesce($6, claimed_role), email = coalesce($7, email),
       name = $8, last_sign_in_at = now()
     WHERE tenant_id = $1 AND id = $2`,
    [tenantId, id, issuer, subject, role, claimed ?? null, email ?? null, name],
  )
}
