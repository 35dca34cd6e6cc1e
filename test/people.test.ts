import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createApiKey } from '../src/access/api-keys.ts'
import { roles } from '../src/access/roles.ts'
import { type Identity, signInPerson } from '../src/access/sign-in-person.ts'
import { type Answer, request, startService } from './service.ts'

let service: Awaited<ReturnType<typeof startService>>
beforeAll(async () => {
  service = await startService({ POCM_LOG_LEVEL: 'fatal' })
})
afterAll(() => service.stopAndClean())

const codeOf = ({ status, body }: Answer) => [status, body.code]
const issuer = 'https://login.example'

/** A tenant with an admin key of its own. */
async function openTenant() {
  const tenantId = `tenant-${randomUUID().slice(0, 8)}`
  const { key } = await createApiKey(service.service.db, { tenantId, name: 'admin', scopes: ['admin'] })
  const call = (method: string, path: string, body?: unknown, headers = {}) =>
    request(service.url, method, path, body, { authorization: `Bearer ${key}`, ...headers })
  const people = async () => (await call('GET', '/analytics/people')).body.people
  const trail = async (action: string) =>
    (await call('GET', `/analytics/compliance/audit?action=${action}`)).body.entries
  return { tenantId, call, people, trail }
}

const signIn = (tenantId: string | undefined, subject: string, more: Partial<Identity> = {}) =>
  signInPerson(
    service.service.db,
    { issuer, subject, email: undefined, name: subject, tenantId, roles: [], defaultRole: undefined, ...more },
    'demo',
  )

/** Calls with a session of a person, as the page does. */
async function sessionOf(personId: string) {
  const { deps } = service.service
  const principal = await deps.people.find(personId)
  if (principal === undefined) throw new Error('there is no such person')
  const until = Math.floor(Date.now() / 1000) + 3_600
  const { tenantId, name } = principal
  const id = await deps.sessions.begin({ tenantId, personId, name, userAgent: 'test' }, until)
  const cookie = `pocm_session=${await deps.tokens.sealSession({ id, principal, until })}`
  return (method: string, path: string, body?: unknown) =>
    request(service.url, method, path, body, { authorization: '', cookie, origin: service.url })
}

test('an invited person signs in by their e-mail address, in time, and has the role of the invitation', async () => {
  const { tenantId, call, people, trail } = await openTenant()
  const email = `${tenantId}@clinic.example`
  const invited = await call('POST', '/analytics/people', { email, role: 'analyst', expires_in_hours: 24 })
  expect(invited.status).toBe(201)
  expect(invited.body).toMatchObject({ email, role: 'analyst', status: 'invited', invited_by: 'admin', subject: null })
  const renewed = await call('POST', '/analytics/people', { email: email.toUpperCase(), role: 'viewer' })
  expect(renewed.body).toMatchObject({ id: invited.body.id, role: 'viewer' })

  await expect(signIn(undefined, 'stranger', { email: 'other@clinic.example' })).rejects.toMatchObject({
    code: 'not_invited',
  })
  await expect(signIn(undefined, 'unverified')).rejects.toMatchObject({ code: 'not_invited' })
  const signedIn = await signIn(undefined, 'ana', { email })
  expect(signedIn).toEqual({ id: invited.body.id, tenantId, role: 'viewer', before: undefined })
  expect(await people()).toMatchObject([{ status: 'active', issuer, subject: 'ana', email, role: 'viewer' }])
  expect(codeOf(await call('POST', '/analytics/people', { email, role: 'admin' }))).toEqual([409, 'already_there'])
  // Another of the same address is not let in by an invitation that was taken.
  await expect(signIn(tenantId, 'eve', { email })).rejects.toMatchObject({ code: 'not_invited' })
  const [entry] = await trail('person.invited')
  expect(JSON.stringify(entry)).not.toContain(email)
})

test('an expired invitation is refused, until it is renewed', async () => {
  const { tenantId, call, people } = await openTenant()
  const email = `${tenantId}@clinic.example`
  await call('POST', '/analytics/people', { email, role: 'viewer' })
  await service.service.db.query('UPDATE people SET invited_until = now() WHERE tenant_id = $1', [tenantId])
  expect(await people()).toMatchObject([{ status: 'expired' }])
  await expect(signIn(undefined, 'late', { email })).rejects.toMatchObject({ code: 'not_invited' })
  await call('POST', '/analytics/people', { email, role: 'viewer' })
  expect(await signIn(undefined, 'late', { email })).toMatchObject({ tenantId, role: 'viewer' })
})

test('the role of a claim is had from the first sign-in on, an admin’s word holds until the claim says another', async () => {
  const { tenantId, call, people } = await openTenant()
  const as = (...claimed: string[]) => signIn(tenantId, 'ben', { roles: claimed })
  await expect(as('captain')).rejects.toMatchObject({ code: 'not_invited' })
  await expect(as('operator')).rejects.toMatchObject({ code: 'not_invited' })
  const { id, role } = await as('captain', 'quality')
  expect(role).toBe('quality')
  expect((await call('PUT', `/analytics/people/${id}`, { role: 'viewer' })).body.role).toBe('viewer')
  expect(await as('quality')).toMatchObject({ role: 'viewer', before: 'viewer' })
  expect(await as('analyst')).toMatchObject({ role: 'analyst', before: 'viewer' })
  expect(await as()).toMatchObject({ role: 'analyst' })
  expect(await people()).toHaveLength(1)
  expect(await signIn(tenantId, 'cleo', { defaultRole: 'viewer' })).toMatchObject({ role: 'viewer' })
})

test('a sign-in to a tenant that does not exist is refused, and the tenant is not made', async () => {
  await expect(signIn('no-such-tenant', 'ana', { roles: ['admin'] })).rejects.toMatchObject({ code: 'unknown_tenant' })
  const { rows } = await service.service.db.query("SELECT 1 FROM tenants WHERE tenant_id = 'no-such-tenant'")
  expect(rows).toEqual([])
})

test('a changed role applies at once in an open session, and is audited with old and new value and the reason', async () => {
  const { tenantId, call, trail } = await openTenant()
  const { id } = await signIn(tenantId, 'dora', { roles: ['viewer'], email: 'dora@clinic.example' })
  const session = await sessionOf(id)
  expect((await session('GET', '/auth/session')).body).toMatchObject({
    ...{ tenant_id: tenantId, name: 'dora@clinic.example', role: 'viewer', person_id: id },
    scopes: ['analytics:read'],
  })
  expect(codeOf(await session('GET', '/analytics/people'))).toEqual([403, 'forbidden'])
  const why = { 'x-change-reason': encodeURIComponent('leads the clinic now') }
  const changed = await call('PUT', `/analytics/people/${id}`, { role: 'admin' }, why)
  expect(changed.status).toBe(200)
  expect((await session('GET', '/analytics/people')).status).toBe(200)
  const [entry] = await trail('person.role_changed')
  expect(entry).toMatchObject({
    ...{ details: { person: id }, before: { role: 'viewer' }, after: { role: 'admin' } },
    reason: 'leads the clinic now',
  })
  const [own] = await trail('people.listed')
  expect(own).toMatchObject({ actor: 'dora@clinic.example', actor_kind: 'session', actor_key: id })
})

test('a person who is removed is out at once, and comes back by an invitation alone', async () => {
  const { tenantId, call, people, trail } = await openTenant()
  const email = `${tenantId}@clinic.example`
  const { id } = await signIn(tenantId, 'finn', { roles: ['analyst'], email })
  const session = await sessionOf(id)
  expect((await session('GET', '/auth/session')).status).toBe(200)
  expect((await call('DELETE', `/analytics/people/${id}`)).status).toBe(204)
  expect(codeOf(await session('GET', '/auth/session'))).toEqual([401, 'unauthenticated'])
  expect(await people()).toEqual([])
  expect((await trail('person.removed'))[0]).toMatchObject({
    ...{ details: { person: id }, before: { role: 'analyst', status: 'active' }, after: null },
  })
  for (const claimed of [tenantId, undefined]) {
    const again = signIn(claimed, 'finn', { roles: ['admin'], email })
    await expect(again).rejects.toMatchObject({ code: 'person_removed' })
  }
  await call('POST', '/analytics/people', { email, role: 'viewer' })
  expect(await signIn(tenantId, 'finn', { roles: ['admin'], email })).toMatchObject({ role: 'viewer' })
  expect((await call('DELETE', `/analytics/people/${id}`)).status).toBe(404)
})

test('the last admin keeps their role, an invitation is none, and of two who leave at once one stays', async () => {
  const { tenantId, call, people } = await openTenant()
  const one = await signIn(tenantId, 'gina', { roles: ['admin'] })
  await call('POST', '/analytics/people', { email: 'later@clinic.example', role: 'admin' })
  expect(codeOf(await call('DELETE', `/analytics/people/${one.id}`))).toEqual([409, 'last_admin'])
  expect(codeOf(await call('PUT', `/analytics/people/${one.id}`, { role: 'viewer' }))).toEqual([409, 'last_admin'])
  expect((await call('PUT', `/analytics/people/${one.id}`, { role: 'admin' })).status).toBe(200)

  const two = await signIn(tenantId, 'hugo', { roles: ['admin'] })
  const answers = await Promise.all([
    call('DELETE', `/analytics/people/${one.id}`),
    call('PUT', `/analytics/people/${two.id}`, { role: 'viewer' }),
    call('DELETE', `/analytics/people/${two.id}`),
    call('PUT', `/analytics/people/${one.id}`, { role: 'viewer' }),
  ])
  expect(answers.filter(({ status }) => status < 300).length).toBeGreaterThan(0)
  const admins = (await people()).filter((it: { role: string; status: string }) => {
    return it.role === 'admin' && it.status === 'active'
  })
  expect(admins).toHaveLength(1)
})

test('people, roles and sessions of another tenant are not there', async () => {
  const [one, other] = [await openTenant(), await openTenant()]
  const { id } = await signIn(other.tenantId, 'iris', { roles: ['viewer'] })
  expect(await one.people()).toEqual([])
  expect((await one.call('PUT', `/analytics/people/${id}`, { role: 'admin' })).status).toBe(404)
  expect((await one.call('DELETE', `/analytics/people/${id}`)).status).toBe(404)
  await sessionOf(id)
  expect((await one.call('DELETE', `/auth/sessions?person_id=${id}`)).body).toEqual({ ended: 0 })
  expect((await other.call('DELETE', `/auth/sessions?person_id=${id}`)).body).toEqual({ ended: 1 })
  expect((await other.call('PUT', '/analytics/roles/planner', { scopes: ['analytics:read'] })).status).toBe(200)
  expect(codeOf(await one.call('POST', '/analytics/people', { email: 'a@b.c', role: 'planner' }))[0]).toBe(422)
})

test('the roles are those of the contract, and a tenant makes others of any scopes but admin', async () => {
  const { tenantId, call, trail } = await openTenant()
  const scopesOf = (name: string) =>
    call('GET', '/analytics/roles').then(({ body }) => {
      return body.roles.find((it: { name: string }) => it.name === name)?.scopes
    })
  for (const [name, { scopes }] of Object.entries(roles)) expect(await scopesOf(name)).toEqual(scopes)
  const write = (name: string, scopes: string[]) => call('PUT', `/analytics/roles/${name}`, { scopes })
  expect((await write('auditor', ['compliance:audit'])).status).toBe(200)
  for (const [name, scopes] of [
    ['admin', ['analytics:read']],
    ['boss', ['admin']],
    ['Boss', ['analytics:read']],
    ['boss', []],
  ] as const) {
    expect([name, (await write(name, [...scopes])).status]).toEqual([name, 422])
  }
  const { id } = await signIn(tenantId, 'jon', { roles: ['auditor'] })
  const session = await sessionOf(id)
  expect((await session('GET', '/analytics/compliance/audit')).status).toBe(200)
  expect(codeOf(await session('GET', '/analytics/catalogue'))).toEqual([403, 'forbidden'])
  await write('auditor', ['compliance:audit', 'analytics:read'])
  expect((await session('GET', '/analytics/catalogue')).status).toBe(200)
  expect((await trail('role.changed'))[0]).toMatchObject({
    ...{ details: { role: 'auditor' }, before: { scopes: ['compliance:audit'] } },
    after: { scopes: ['compliance:audit', 'analytics:read'] },
  })
  expect(codeOf(await call('DELETE', '/analytics/roles/auditor'))).toEqual([409, 'role_in_use'])
  await call('DELETE', `/analytics/people/${id}`)
  expect((await call('DELETE', '/analytics/roles/auditor')).status).toBe(204)
  expect(codeOf(await call('DELETE', '/analytics/roles/auditor'))).toEqual([404, 'not_found'])
})

test('a quality officer sees protected values of device, dose, patch and adverse events, and of no others', async () => {
  const { tenantId, call } = await openTenant()
  const base = { occurred_at: '2026-10-01T12:00:00Z', producer: 'clinic', device_id: 'd-1' }
  const report = { report_id: 'r-1', severity: 'mild', narrative: 'a red patch of skin' }
  const event = (more: object) => ({ ...base, idempotency_key: randomUUID(), ...more })
  await call('POST', '/analytics/ingest/batch', [
    event({ type: 'adverse_event', action: 'reported', user_id: 'u-1', data: report }),
    event({ type: 'user', action: 'registered', user_id: 'u-1', data: { name: 'Maria Example' } }),
  ])
  const { id } = await signIn(tenantId, 'kim', { roles: ['quality'] })
  const session = await sessionOf(id)
  const { body, status } = await session('GET', '/analytics/events?reveal=true')
  expect(status).toBe(200)
  const dataOf = (type: string) => body.events.find((it: { type: string }) => it.type === type).data
  expect(dataOf('adverse_event').narrative).toBe('a red patch of skin')
  expect(dataOf('user').name).toBe('•••')
  const everything = (await call('GET', '/analytics/events?reveal=true')).body.events
  expect(everything.find((it: { type: string }) => it.type === 'user').data.name).toBe('Maria Example')
})

test('the role of operators reads other tenants’ figures and runs nothing, and is of one tenant alone', async () => {
  const other = await openTenant()
  expect(codeOf(await other.call('POST', '/analytics/people', { email: 'o@b.c', role: 'operator' }))[0]).toBe(422)
  const { id } = await signIn('demo', 'lea', { roles: ['operator'], email: 'lea@pocm.example' })
  const session = await sessionOf(id)
  expect((await session('GET', '/auth/session')).body.tenants.map((it: { id: string }) => it.id)).toContain(
    other.tenantId,
  )
  expect(codeOf(await session('GET', '/analytics/archive'))).toEqual([403, 'forbidden'])
  const visit = await session('POST', '/auth/tenant', { tenant_id: other.tenantId })
  expect(visit.status).toBe(204)
  const cookie = visit.headers.get('set-cookie')?.split(';')[0] ?? ''
  const there = await request(service.url, 'GET', '/auth/session', undefined, { authorization: '', cookie })
  expect(there.body).toMatchObject({ tenant_id: other.tenantId, scopes: ['analytics:read'] })
  const [entered] = await other.trail('operator.entered')
  expect(entered).toMatchObject({ actor: 'lea@pocm.example (operator)', actor_kind: 'operator', actor_key: id })
  expect((await service.call('DELETE', `/analytics/people/${id}`)).status).toBe(204)
  const after = await request(service.url, 'GET', '/auth/session', undefined, { authorization: '', cookie })
  expect(after.status).toBe(401)
})
