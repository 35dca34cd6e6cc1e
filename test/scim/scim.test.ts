import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createApiKey } from '../../src/access/api-keys.ts'
import { type Identity, signInPerson } from '../../src/access/sign-in-person.ts'
import { type Answer, request, startService } from '../service.ts'

let service: Awaited<ReturnType<typeof startService>>
beforeAll(async () => {
  service = await startService({ POCM_LOG_LEVEL: 'fatal' })
})
afterAll(() => service.stopAndClean())

const userSchema = 'urn:ietf:params:scim:schemas:core:2.0:User'
const groupSchema = 'urn:ietf:params:scim:schemas:core:2.0:Group'
const patchSchema = 'urn:ietf:params:scim:api:messages:2.0:PatchOp'
const issuer = 'https://login.example'

/** A tenant with a provisioning key, as its identity provider has it. */
async function openTenant() {
  const { db } = service.service
  const tenantId = `tenant-${randomUUID().slice(0, 8)}`
  const { key } = await createApiKey(db, { tenantId, name: 'admin', scopes: ['admin'] })
  const { key: provisioning } = await createApiKey(db, { tenantId, name: 'directory', scopes: ['people:provision'] })
  const as = (credential: string) => (method: string, path: string, body?: unknown) =>
    request(service.url, method, path, body, {
      authorization: `Bearer ${credential}`,
      ...(body !== undefined && { 'content-type': 'application/scim+json' }),
    })
  const scim = as(provisioning)
  const call = (method: string, path: string, body?: unknown) =>
    request(service.url, method, path, body, { authorization: `Bearer ${key}` })
  const addUser = (userName: string, more: object = {}) =>
    scim('POST', '/scim/v2/Users', { schemas: [userSchema], userName, ...more })
  const addGroup = (displayName: string, ...members: string[]) =>
    scim('POST', '/scim/v2/Groups', {
      ...{ schemas: [groupSchema], displayName, members: members.map((value) => ({ value })) },
    })
  const patch = (path: string, ...Operations: object[]) =>
    scim('PATCH', `/scim/v2/${path}`, { schemas: [patchSchema], Operations })
  const signIn = (subject: string, more: Partial<Identity> = {}) =>
    signInPerson(
      db,
      {
        ...{ issuer, subject, name: subject, tenantId, roles: [], defaultRole: undefined },
        ...{ email: `${subject}@${tenantId}.example`, ...more },
      },
      'demo',
    )
  const people = async () => (await call('GET', '/analytics/people')).body.people
  const trail = async (action: string) =>
    (await call('GET', `/analytics/compliance/audit?action=${action}`)).body.entries
  return {
    tenantId,
    scim,
    call,
    addUser,
    addGroup,
    patch,
    signIn,
    people,
    trail,
    mail: (name: string) => `${name}@${tenantId}.example`,
  }
}

/** A session of a person, as a browser has it. */
async function sessionOf(personId: string) {
  const { deps } = service.service
  const principal = await deps.people.find(personId)
  if (principal === undefined) throw new Error('there is no such person')
  const until = Math.floor(Date.now() / 1000) + 3_600
  const id = await deps.sessions.begin(
    { tenantId: principal.tenantId, personId, name: principal.name, userAgent: '' },
    until,
  )
  const cookie = `pocm_session=${await deps.tokens.sealSession({ id, principal, until })}`
  return () => request(service.url, 'GET', '/auth/session', undefined, { authorization: '', cookie })
}

const errorOf = ({ status, body }: Answer) => [status, body.status, body.scimType]

test('a user is made, found by filter and page, replaced, patched and deleted', async () => {
  const { scim, addUser, patch, mail } = await openTenant()
  const made = await addUser(mail('ana'), {
    ...{ externalId: 'ext-1', name: { givenName: 'Ana', familyName: 'Example' } },
    emails: [{ value: mail('ana'), type: 'work', primary: true }],
  })
  expect(made.status).toBe(201)
  expect(made.headers.get('content-type')).toContain('application/scim+json')
  const { id } = made.body
  expect(made.body).toMatchObject({
    ...{ schemas: [userSchema], userName: mail('ana'), externalId: 'ext-1' },
    name: { givenName: 'Ana', familyName: 'Example' },
    meta: { resourceType: 'User', location: `${service.url}/scim/v2/Users/${id}` },
  })
  expect(made.headers.get('location')).toBe(made.body.meta.location)
  for (const name of ['ben', 'cleo', 'dora']) expect((await addUser(mail(name))).status).toBe(201)

  const find = async (query: string) => (await scim('GET', `/scim/v2/Users?${query}`)).body
  const filter = (text: string) => find(`filter=${encodeURIComponent(text)}`)
  expect(
    (await filter(`userName eq "${mail('ana').toUpperCase()}"`)).Resources.map((it: { id: string }) => it.id),
  ).toEqual([id])
  expect((await filter(`name.familyName co "xamp" and active eq true`)).totalResults).toBe(1)
  expect((await filter(`externalId eq "ext-2"`)).totalResults).toBe(0)
  const page = await find('startIndex=2&count=2&sortBy=userName')
  expect([page.totalResults, page.startIndex, page.itemsPerPage]).toEqual([4, 2, 2])
  expect(page.Resources.map((it: { userName: string }) => it.userName)).toEqual([mail('ben'), mail('cleo')])
  expect((await find('count=0')).Resources ?? []).toEqual([])
  const [short] = (await find('attributes=userName&count=1')).Resources
  expect(Object.keys(short).sort()).toEqual(['id', 'schemas', 'userName'])

  const replaced = await scim('PUT', `/scim/v2/Users/${id}`, {
    schemas: [userSchema],
    userName: mail('ana'),
    displayName: 'Ana E.',
  })
  expect(replaced.body).toMatchObject({ displayName: 'Ana E.' })
  expect([replaced.body.externalId, replaced.body.name]).toEqual([undefined, undefined])
  const patched = await patch(
    `Users/${id}`,
    { op: 'replace', value: { displayName: 'Ana Example' } },
    { op: 'Add', path: 'emails', value: [{ value: mail('ana.two'), type: 'work', primary: true }] },
  )
  expect(patched.status).toBe(200)
  expect(patched.body).toMatchObject({ displayName: 'Ana Example', emails: [{ value: mail('ana.two') }] })
  expect((await scim('DELETE', `/scim/v2/Users/${id}`)).status).toBe(204)
  expect(errorOf(await scim('GET', `/scim/v2/Users/${id}`))).toEqual([404, '404', undefined])
  expect(errorOf(await scim('DELETE', `/scim/v2/Users/${id}`))).toEqual([404, '404', undefined])
})

test('an invalid request is reported in the form of the protocol', async () => {
  const { tenantId, scim, addUser, addGroup, patch, mail } = await openTenant()
  const { id } = (await addUser(mail('ana'))).body
  expect(errorOf(await addUser(mail('ANA')))).toEqual([409, '409', 'uniqueness'])
  expect(errorOf(await scim('POST', '/scim/v2/Users', { schemas: [userSchema] }))).toEqual([400, '400', 'invalidValue'])
  for (const filter of ['nonsense', 'userName like "ana"', '(userName eq "ana"']) {
    expect([filter, (await scim('GET', `/scim/v2/Users?filter=${encodeURIComponent(filter)}`)).status]).toEqual([
      filter,
      400,
    ])
  }
  expect((await patch(`Users/${id}`, { op: 'sideways', path: 'userName' })).status).toBe(400)
  expect((await addGroup('viewer', '01890a5d-ac96-774b-bcce-b302099a8057')).status).toBe(400)
  expect((await addUser('x'.repeat(251))).status).toBe(400)
  expect((await scim('GET', '/scim/v2/Nothing')).body.schemas).toEqual(['urn:ietf:params:scim:api:messages:2.0:Error'])
  const reader = await createApiKey(service.service.db, { tenantId, name: 'reader', scopes: ['analytics:read'] })
  const refused = await request(service.url, 'GET', '/scim/v2/Users', undefined, {
    authorization: `Bearer ${reader.key}`,
  })
  expect(errorOf(refused)).toEqual([403, '403', undefined])
  expect(refused.body.detail).toContain('people:provision')
  // A provisioning key provisions, and no more.
  expect((await scim('GET', '/analytics/people')).status).toBe(403)
})

test('groups give roles: the one that may do most, at once in open sessions', async () => {
  const { addUser, addGroup, patch, scim, signIn, people, trail, mail } = await openTenant()
  const { id } = (await addUser(mail('ana'))).body
  await expect(signIn('ana')).rejects.toMatchObject({ code: 'not_invited' })
  const viewers = (await addGroup('viewer', id)).body
  expect(viewers).toMatchObject({ displayName: 'viewer', members: [{ value: id }] })
  expect(await signIn('ana')).toMatchObject({ id, role: 'viewer' })
  const session = await sessionOf(id)
  expect((await session()).body).toMatchObject({ role: 'viewer' })
  const others = (await addGroup('All staff', id)).body
  const quality = (await addGroup('quality')).body
  const joined = await patch(`Groups/${quality.id}`, { op: 'add', path: 'members', value: [{ value: id }] })
  expect(joined.body.members).toMatchObject([{ value: id }])
  expect((await session()).body).toMatchObject({ role: 'quality', scopes: expect.arrayContaining(['personal:read']) })
  expect((await scim('GET', `/scim/v2/Users/${id}`)).body.groups.map((it: { display: string }) => it.display)).toEqual([
    ...['All staff', 'quality', 'viewer'],
  ])
  await patch(`Groups/${quality.id}`, { op: 'remove', path: `members[value eq "${id}"]` })
  expect((await session()).body).toMatchObject({ role: 'viewer' })
  expect((await scim('DELETE', `/scim/v2/Groups/${viewers.id}`)).status).toBe(204)
  expect((await session()).body).toMatchObject({ role: '', scopes: [] })
  expect(await people()).toMatchObject([{ id, role: '' }])
  expect((await scim('GET', `/scim/v2/Groups/${others.id}`)).body.displayName).toBe('All staff')
  const [entry] = await trail('group.deleted')
  expect(entry).toMatchObject({
    actor: 'directory',
    details: { roles_changed: [{ person: id, before: 'viewer', after: '' }] },
  })
})

test('one who is deactivated or deleted is out at once, and the provider alone lets them in again', async () => {
  const { addUser, addGroup, patch, scim, signIn, people, trail, mail } = await openTenant()
  const { id } = (await addUser(mail('tom'))).body
  await addGroup('analyst', id)
  await signIn('tom')
  const session = await sessionOf(id)
  expect((await session()).status).toBe(200)
  const off = await patch(`Users/${id}`, { op: 'replace', path: 'active', value: false })
  expect(off.body.active).toBe(false)
  expect((await session()).status).toBe(401)
  expect(await people()).toMatchObject([{ id, status: 'deactivated' }])
  await expect(signIn('tom', { roles: ['admin'] })).rejects.toMatchObject({ code: 'person_removed' })
  const [entry] = await trail('person.provisioned')
  expect(entry).toMatchObject({ details: { person: id }, before: { active: true }, after: { active: false } })
  expect(JSON.stringify(entry)).not.toContain(mail('tom'))
  await patch(`Users/${id}`, { op: 'replace', path: 'active', value: true })
  expect((await session()).status).toBe(401)
  expect(await signIn('tom')).toMatchObject({ id, role: 'analyst' })

  const again = await sessionOf(id)
  expect((await scim('DELETE', `/scim/v2/Users/${id}`)).status).toBe(204)
  expect((await again()).status).toBe(401)
  await expect(signIn('tom')).rejects.toMatchObject({ code: 'person_removed' })
})

test('the last admin is neither deactivated, deleted, nor taken out of the group that makes them one', async () => {
  const { addUser, addGroup, patch, scim, signIn, people, mail } = await openTenant()
  const { id } = (await addUser(mail('ana'))).body
  const admins = (await addGroup('admin', id)).body
  await signIn('ana')
  const attempts = [
    await patch(`Users/${id}`, { op: 'replace', path: 'active', value: false }),
    await scim('DELETE', `/scim/v2/Users/${id}`),
    await patch(`Groups/${admins.id}`, { op: 'remove', path: 'members' }),
    await scim('DELETE', `/scim/v2/Groups/${admins.id}`),
    await patch(`Groups/${admins.id}`, { op: 'replace', path: 'displayName', value: 'viewer' }),
  ]
  for (const { status, body } of attempts)
    expect([status, body.detail]).toEqual([409, expect.stringContaining('last admin')])
  expect(await people()).toMatchObject([{ id, role: 'admin', status: 'active' }])
  const second = (await addUser(mail('ben'))).body
  await patch(`Groups/${admins.id}`, { op: 'add', path: 'members', value: [{ value: second.id }] })
  await signIn('ben')
  expect((await scim('DELETE', `/scim/v2/Users/${id}`)).status).toBe(204)
})

test('a provider takes over people who were there, and sees no other tenant', async () => {
  const [one, other] = [await openTenant(), await openTenant()]
  const { id } = await one.signIn('ana', { roles: ['viewer'] })
  const filter = encodeURIComponent(`userName eq "${one.mail('ana')}"`)
  const found = (await one.scim('GET', `/scim/v2/Users?filter=${filter}`)).body.Resources
  expect(found).toMatchObject([{ id, displayName: 'ana', active: true }])
  const taken = await one.patch(`Users/${id}`, { op: 'add', path: 'externalId', value: 'ext-9' })
  expect(taken.body).toMatchObject({ id, externalId: 'ext-9', userName: one.mail('ana') })
  expect(await one.people()).toMatchObject([{ id, role: 'viewer', status: 'active' }])
  for (const method of ['GET', 'DELETE']) expect((await other.scim(method, `/scim/v2/Users/${id}`)).status).toBe(404)
  expect((await other.scim('GET', '/scim/v2/Users')).body.totalResults).toBe(0)
  expect((await other.addGroup('viewer', id)).status).toBe(400)
})
