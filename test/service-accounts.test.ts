import { randomUUID } from 'node:crypto'
import { SignJWT } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createApiKey } from '../src/access/api-keys.ts'
import { signInPerson } from '../src/access/sign-in-person.ts'
import { type Answer, request, startService } from './service.ts'

const jwtSecret = 'a secret of thirty-two characters or more, for tests alone'
let service: Awaited<ReturnType<typeof startService>>
beforeAll(async () => {
  service = await startService({ POCM_LOG_LEVEL: 'fatal', POCM_JWT_SECRET: jwtSecret })
})
afterAll(() => service.stopAndClean())

const codeOf = ({ status, body }: Answer) => [status, body.code]
const callWith = (credential: string, path = '/auth/session', method = 'GET', body?: unknown) =>
  request(service.url, method, path, body, { authorization: `Bearer ${credential}` })

async function openTenant() {
  const tenantId = `tenant-${randomUUID().slice(0, 8)}`
  const { key } = await createApiKey(service.service.db, { tenantId, name: 'admin', scopes: ['admin'] })
  const call = (method: string, path: string, body?: unknown) => callWith(key, path, method, body)
  const wish = { name: 'export', description: 'Nightly export', owner: `ana@${tenantId}.example`, role: 'analyst' }
  const make = (more: object = {}) => call('POST', '/analytics/service-accounts', { ...wish, ...more })
  const keyOf = async (id: string, more: object = {}) =>
    call('POST', `/analytics/service-accounts/${id}/api-keys`, { name: 'export key', ...more })
  const list = async () => (await call('GET', '/analytics/service-accounts')).body.service_accounts
  const token = (claims: object) =>
    new SignJWT({ tenant_id: tenantId, ...claims })
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject('service-account-export')
      .setAudience('pocm-analytics')
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(new TextEncoder().encode(jwtSecret))
  return { tenantId, key, call, wish, make, keyOf, list, token }
}

test('a service account has a role, an owner and API keys of its own, and the trail names it', async () => {
  const { tenantId, call, make, keyOf, list } = await openTenant()
  const { status, body: account } = await make({ expires_at: '2999-01-01T00:00:00Z' })
  expect(status).toBe(201)
  expect(account).toMatchObject({
    ...{ name: 'export', description: 'Nightly export', role: 'analyst', status: 'active', api_keys: 0 },
    ...{ owner_is_active: false, created_by: 'admin', last_used_at: null, expires_at: '2999-01-01T00:00:00.000000Z' },
  })
  const { body: made } = await keyOf(account.id)
  expect(made).toMatchObject({ service_account_id: account.id, scopes: ['analytics:read', 'analytics:write'] })
  expect((await callWith(made.key)).body).toMatchObject({
    ...{ tenant_id: tenantId, name: 'export', role: 'analyst', scopes: ['analytics:read', 'analytics:write'] },
  })
  const noted = { at: '2026-10-01T00:00:00Z', title: 'exported' }
  expect((await callWith(made.key, '/analytics/annotations', 'POST', noted)).status).toBe(201)
  const { entries } = (await call('GET', '/analytics/compliance/audit?action=annotation.written')).body
  expect(entries[0]).toMatchObject({ actor: 'export', actor_kind: 'service_account', actor_key: account.id })

  await signInPerson(
    service.service.db,
    {
      ...{ issuer: 'https://login.example', subject: 'ana', name: 'Ana', tenantId, roles: ['viewer'] },
      ...{ email: account.owner, defaultRole: undefined },
    },
    'demo',
  )
  const [listed] = await list()
  expect(listed).toMatchObject({ id: account.id, api_keys: 1, owner_is_active: true })
  expect(listed.last_used_at).not.toBeNull()
  const created = (await call('GET', '/analytics/compliance/audit?action=service_account.created')).body.entries
  expect(created[0]).toMatchObject({ details: { service_account: account.id }, after: { role: 'analyst' } })
  expect(JSON.stringify(created[0])).not.toContain(account.owner)
})

test('revoking an account ends all its credentials at once', async () => {
  const { call, make, keyOf, list, token } = await openTenant()
  const { body: account } = await make({ client_id: 'exporter' })
  const keys = [(await keyOf(account.id)).body.key, (await keyOf(account.id)).body.key]
  const jwt = await token({ client_id: 'exporter', scope: 'analytics:read' })
  for (const credential of [...keys, jwt]) expect((await callWith(credential)).status).toBe(200)
  expect((await call('DELETE', `/analytics/service-accounts/${account.id}`)).status).toBe(204)
  for (const credential of [...keys, jwt]) expect((await callWith(credential)).status).toBe(401)
  expect(await list()).toEqual([])
  expect(codeOf(await call('DELETE', `/analytics/service-accounts/${account.id}`))).toEqual([404, 'not_found'])
  expect(codeOf(await keyOf(account.id))).toEqual([404, 'not_found'])
  const { entries } = (await call('GET', '/analytics/compliance/audit?action=service_account.revoked')).body
  const entry = entries.find((it: { outcome: string }) => it.outcome === 'succeeded')
  expect(entry.details).toEqual({ service_account: account.id, api_keys_revoked: 2 })
  // Its name and its client are free again.
  expect((await make({ client_id: 'exporter' })).status).toBe(201)
  expect((await callWith(jwt)).status).toBe(200)
})

test('an account that has ended holds no credential, until its end is moved', async () => {
  const { call, wish, make, keyOf, list, token } = await openTenant()
  const { body: account } = await make({ client_id: 'exporter' })
  const credentials = [(await keyOf(account.id)).body.key, await token({ azp: 'exporter' })]
  const sql = `UPDATE service_accounts SET expires_at = now() - interval '1 second' WHERE id = $1`
  await service.service.db.query(sql, [account.id])
  const { deps } = service.service
  deps.keyRing.forget()
  deps.accounts.forget()
  for (const credential of credentials) expect((await callWith(credential)).status).toBe(401)
  expect(await list()).toMatchObject([{ status: 'expired' }])
  expect(codeOf(await keyOf(account.id))).toEqual([404, 'not_found'])
  const moved = await call('PUT', `/analytics/service-accounts/${account.id}`, { ...wish, client_id: 'exporter' })
  expect(moved.body).toMatchObject({ status: 'active', expires_at: null })
  for (const credential of credentials) expect((await callWith(credential)).status).toBe(200)
})

test('a token of its client has the role of the account, and no more than the token says', async () => {
  const { tenantId, make, token, call, wish } = await openTenant()
  const { body: account } = await make({ client_id: 'exporter' })
  const scopesOf = async (claims: object) => (await callWith(await token(claims))).body.scopes
  expect(await scopesOf({ azp: 'exporter' })).toEqual(['analytics:read', 'analytics:write'])
  expect(await scopesOf({ client_id: 'exporter', azp: 'other' })).toEqual(['analytics:read', 'analytics:write'])
  expect(await scopesOf({ azp: 'exporter', scope: 'openid analytics:read admin' })).toEqual([
    ...['analytics:read', 'analytics:write'],
  ])
  expect(await scopesOf({ azp: 'exporter', scope: 'analytics:read compliance:erase' })).toEqual(['analytics:read'])
  // A token in the name of a person, another client and another tenant are none of the account.
  expect(await scopesOf({ azp: 'exporter', sid: 'of-a-person', scope: 'analytics:read' })).toEqual(['analytics:read'])
  expect(await scopesOf({ azp: 'other' })).toEqual([])
  expect(await scopesOf({ azp: 'exporter', tenant_id: 'demo' })).toEqual([])
  const [used] = (await call('GET', '/analytics/service-accounts')).body.service_accounts
  expect(used.last_used_at).not.toBeNull()
  // Another role holds at once.
  const changed = { ...wish, role: 'viewer', client_id: 'exporter' }
  await call('PUT', `/analytics/service-accounts/${account.id}`, changed)
  expect(await scopesOf({ azp: 'exporter' })).toEqual(['analytics:read'])
  expect((await callWith(await token({ azp: 'exporter' }))).body).toMatchObject({ tenant_id: tenantId, name: 'export' })
})

test('a key of an account may do what its role may now, and cannot be used to sign in', async () => {
  const { call, make, keyOf, wish } = await openTenant()
  await call('PUT', '/analytics/roles/till', { scopes: ['analytics:ingest', 'analytics:read'] })
  const { body: account } = await make({ role: 'till' })
  expect(codeOf(await call('DELETE', '/analytics/roles/till'))).toEqual([409, 'role_in_use'])
  const { key } = (await keyOf(account.id)).body
  const narrow = (await keyOf(account.id, { scopes: ['analytics:ingest'] })).body
  expect((await callWith(narrow.key)).body.scopes).toEqual(['analytics:ingest'])
  await call('PUT', '/analytics/roles/till', { scopes: ['analytics:read'] })
  expect((await callWith(key)).body.scopes).toEqual(['analytics:read'])
  expect((await callWith(narrow.key)).body.scopes).toEqual([])
  const beyond = await keyOf(account.id, { scopes: ['compliance:erase'] })
  expect(codeOf(beyond)).toEqual([422, 'invalid_request'])
  const signIn = await request(
    service.url,
    'POST',
    '/auth/sign-in',
    { api_key: key },
    { authorization: '', origin: service.url, 'sec-fetch-site': 'same-origin' },
  )
  expect(codeOf(signIn)).toEqual([403, 'forbidden'])
  await call('PUT', `/analytics/service-accounts/${account.id}`, { ...wish, role: 'viewer' })
  expect((await call('DELETE', '/analytics/roles/till')).status).toBe(204)
})

test('a role that there is not, the role operator, and what another account has are refused', async () => {
  const { key, call, make, keyOf } = await openTenant()
  for (const role of ['captain', 'operator']) expect(codeOf(await make({ role }))).toEqual([422, 'invalid_request'])
  expect(codeOf(await make({ expires_at: '2020-01-01T00:00:00Z' }))).toEqual([422, 'invalid_request'])
  expect(codeOf(await make({ name: 'POCM_ADMIN_KEY' }))).toEqual([422, 'invalid_request'])
  const { body: account } = await make({ client_id: 'exporter', role: 'admin' })
  expect(codeOf(await make())).toEqual([409, 'already_there'])
  expect(codeOf(await make({ name: 'other', client_id: 'exporter' }))).toEqual([409, 'already_there'])
  // A key of an account is no admin key that a tenant could rely on.
  expect((await keyOf(account.id)).status).toBe(201)
  const [own] = (await call('GET', '/analytics/api-keys')).body.api_keys
  expect(codeOf(await call('DELETE', `/analytics/api-keys/${own.id}`))).toEqual([409, 'last_admin'])
  const other = await openTenant()
  expect((await other.call('DELETE', `/analytics/service-accounts/${account.id}`)).status).toBe(404)
  expect((await callWith(key)).status).toBe(200)
})
