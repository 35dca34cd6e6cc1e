import SCIMMY from 'scimmy'
import { removePerson } from '../access/people.ts'
import {
  deleteGroup,
  findGroup,
  type GroupRoles,
  type GroupWish,
  listGroups,
  type ProvisionedGroup,
  saveGroup,
} from '../access/provisioned-groups.ts'
import {
  findProvisioned,
  lastAdmin,
  listProvisioned,
  type ProvisionedPerson,
  type ProvisionedUser,
  saveProvisioned,
} from '../access/provisioned-people.ts'
import type { RecordChange } from '../compliance/audit.ts'
import { Failure } from '../platform/errors.ts'
import type { Database } from '../postgres/pool.ts'
import { scimPath } from './scim-error.ts'

/** In which call a resource is asked for. */
export interface ScimCall {
  readonly db: Database
  readonly tenantId: string
  readonly roles: GroupRoles
  readonly record: RecordChange
  /** What failed in a handler: the library tells its caller of an unknown resource instead. */
  failed?: unknown
}

/** The most resources of one answer, and how many it has where the client names no number. */
export const mostResources = 200
export const defaultResources = 100

SCIMMY.Config.set({
  patch: true,
  filter: { supported: true, maxResults: mostResources },
  sort: true,
  bulk: false,
  etag: false,
  changePassword: false,
  authenticationSchemes: [
    {
      ...({ type: 'oauthbearertoken', name: 'Bearer token', primary: true } as const),
      description: 'An API key of the tenant with the scope people:provision, or a JWT with it',
    },
  ],
})

// What is not kept is not advertised.
SCIMMY.Schemas.Group.truncate('members.display')
SCIMMY.Schemas.User.truncate([
  ...['nickName', 'profileUrl', 'title', 'userType', 'preferredLanguage', 'locale', 'timezone', 'password'],
  ...['phoneNumbers', 'ims', 'photos', 'addresses', 'entitlements', 'roles', 'x509Certificates'],
  ...['name.middleName', 'name.honorificPrefix', 'name.honorificSuffix'],
] as never)

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const isId = (text: string) => uuid.test(text)
const notFound = (what: string, id: string) => new Failure('not_found', `There is no ${what} ${id}.`)

/** Keeps what failed, and lets the errors of the protocol through. */
async function keepFailure<T>(call: ScimCall, act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    if (!(error instanceof SCIMMY.Types.Error)) call.failed = error
    throw error
  }
}

const metaOf = ({ created, changed }: { created: string; changed: string }) => ({
  meta: { created: new Date(created), lastModified: new Date(changed) },
})
const userOf = ({ created, changed, groups, tellsActive, active, ...person }: ProvisionedPerson) => ({
  ...person,
  ...(tellsActive && { active }),
  groups: groups.map(({ id: value, displayName: display }) => ({
    ...{ value, display, $ref: `${scimPath}/Groups/${value}`, type: 'direct' },
  })),
  ...metaOf({ created, changed }),
})
const groupOf = ({ created, changed, members, ...group }: ProvisionedGroup) => ({
  ...group,
  members: members.map(({ id: value, display }) => ({
    ...{ value, display, $ref: `${scimPath}/Users/${value}`, type: 'User' },
  })),
  ...metaOf({ created, changed }),
})

/**
 * A filter with its texts in lower case: the library compares as they are written, and attributes of people and groups are not
 * exact in case (RFC 7643, section 4.1) but for `externalId`. Dates stay.
 */
export const foldFilter = (filter: string): string =>
  filter.replaceAll(/(externalId\s+\w+\s+)?"((?:[^"\\]|\\.)*)"/gi, (whole, exact: string | undefined, value: string) =>
    exact !== undefined || /^\d{4}-\d\d-\d\dT/.test(value) ? whole : `"${value.toLowerCase()}"`,
  )

/** The values of a resource in lower case, as `foldFilter` asks for them. */
function folded(value: unknown, name = ''): unknown {
  if (typeof value === 'string') return name === 'externalId' ? value : value.toLowerCase()
  if (value instanceof Date || typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((it) => folded(it))
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, folded(inner, key)]))
}

/** The library looks into complex attributes without asking whether they are there. */
const absent = { name: {}, emails: [], groups: [], members: [] }

/** Those that a filter finds; all without one. */
function matching<T extends { id: string }>({ filter }: Asked, all: readonly T[]): readonly T[] {
  if (filter === undefined) return all
  const found = new Set(filter.match(all.map((it) => ({ ...absent, ...(folded(it) as T) }))).map(({ id }) => id))
  return all.filter(({ id }) => found.has(id))
}

interface Asked {
  readonly id?: string
  readonly filter?: { match<T>(values: T[]): T[] }
}

const longest = 250
/** @throws SCIMMY.Types.Error for a text that is too long to be kept */
function text(value: string | undefined, name: string): string | undefined {
  if (value === undefined || value === null) return undefined
  if (value.length <= longest && !/\p{Cc}/u.test(value)) return value
  throw new SCIMMY.Types.Error(400, 'invalidValue', `${name} must be a text of at most ${longest} characters`)
}

/** What of a user is kept, in bounds. */
function userWish(instance: Partial<ProvisionedUser> & Pick<ProvisionedUser, 'userName'>): ProvisionedUser {
  const { userName, externalId, active, name, displayName, emails = [] } = instance
  if ((emails ?? []).length > 20) throw new SCIMMY.Types.Error(400, 'invalidValue', 'at most 20 emails are kept')
  const part = (it: string) => text(name?.[it as 'formatted'], `name.${it}`)
  const parts = Object.fromEntries(
    ['formatted', 'givenName', 'familyName'].flatMap((it) => (part(it) === undefined ? [] : [[it, part(it)]])),
  )
  return {
    ...{
      userName: text(userName, 'userName') as string,
      externalId: text(externalId, 'externalId'),
      active: active !== false,
      tellsActive: active !== undefined,
    },
    displayName: text(displayName, 'displayName'),
    ...(Object.keys(parts).length > 0 && { name: parts }),
    ...((emails ?? []).length > 0 && {
      emails: (emails ?? []).map(({ value, type, display, primary }) => ({
        ...(value !== undefined && { value: text(value, 'emails.value') as string }),
        ...(type !== undefined && { type: text(type, 'emails.type') as string }),
        ...(display !== undefined && { display: text(display, 'emails.display') as string }),
        ...(primary !== undefined && { primary }),
      })),
    }),
  }
}

/** @throws SCIMMY.Types.Error for members that are none */
function groupWish(instance: {
  displayName: string
  externalId?: string | undefined
  members?: { value?: string }[]
}): GroupWish {
  const members = (instance.members ?? []).map(({ value = '' }) => value)
  if (members.length > 10_000 || !members.every(isId)) {
    throw new SCIMMY.Types.Error(400, 'invalidValue', 'members are at most 10000, by the id of a User')
  }
  return {
    displayName: text(instance.displayName, 'displayName') as string,
    externalId: text(instance.externalId, 'externalId'),
    members,
  }
}

for (const resource of [SCIMMY.Resources.User, SCIMMY.Resources.Group]) {
  SCIMMY.Resources.declare(resource)
  resource.basepath(scimPath)
}
SCIMMY.Resources.User.egress(async (asked: Asked, call: ScimCall) =>
  keepFailure(call, async () => {
    if (asked.id !== undefined) {
      const person = isId(asked.id) ? await findProvisioned(call.db, call.tenantId, asked.id) : undefined
      if (person === undefined) throw notFound('person', asked.id)
      return userOf(person) as never
    }
    const people = await listProvisioned(call.db, call.tenantId)
    // Who has no `active` is active: filters find them so.
    const found = matching(
      asked,
      people.map((it) => userOf({ ...it, tellsActive: true })),
    )
    const ids = new Set(found.map(({ id }) => id))
    return people.filter(({ id }) => ids.has(id)).map(userOf) as never
  }),
)
  .ingress(async (asked: Asked, instance, call: ScimCall) =>
    keepFailure(call, async () => {
      if (asked.id !== undefined && !isId(asked.id)) throw notFound('person', asked.id)
      const wanted = { tenantId: call.tenantId, id: asked.id, user: userWish(instance as never) }
      return userOf(await saveProvisioned(call.db, wanted, call.record)) as never
    }),
  )
  .degress(async (asked: Asked, call: ScimCall) =>
    keepFailure(call, async () => {
      const { id = '' } = asked
      const removed = isId(id) ? await removePerson(call.db, call.tenantId, id, call.record) : 'unknown'
      if (removed === 'unknown') throw notFound('person', id)
      if (removed === 'last admin') throw lastAdmin()
    }),
  )
SCIMMY.Resources.Group.egress(async (asked: Asked, call: ScimCall) =>
  keepFailure(call, async () => {
    if (asked.id !== undefined) {
      const group = isId(asked.id) ? await findGroup(call.db, call.tenantId, asked.id) : undefined
      if (group === undefined) throw notFound('group', asked.id)
      return groupOf(group) as never
    }
    const groups = (await listGroups(call.db, call.tenantId)).map(groupOf)
    return matching(asked, groups) as never
  }),
)
  .ingress(async (asked: Asked, instance, call: ScimCall) =>
    keepFailure(call, async () => {
      if (asked.id !== undefined && !isId(asked.id)) throw notFound('group', asked.id)
      const wanted = { tenantId: call.tenantId, id: asked.id, wish: groupWish(instance as never), roles: call.roles }
      return groupOf(await saveGroup(call.db, wanted, call.record)) as never
    }),
  )
  .degress(async (asked: Asked, call: ScimCall) =>
    keepFailure(call, async () => {
      const { id = '' } = asked
      if (!isId(id)) throw notFound('group', id)
      await deleteGroup(call.db, { tenantId: call.tenantId, id, roles: call.roles }, call.record)
    }),
  )
SCIMMY.Resources.Schema.basepath(scimPath)
SCIMMY.Resources.ResourceType.basepath(scimPath)
SCIMMY.Resources.ServiceProviderConfig.basepath(scimPath)

export { SCIMMY as scim }
