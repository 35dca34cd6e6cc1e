import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Answer, request, startService, until } from './service.ts'

let service: Awaited<ReturnType<typeof startService>>
beforeAll(async () => {
  service = await startService({ POCM_LOG_LEVEL: 'fatal' })
})
afterAll(() => service.stopAndClean())

const make = async (more: object, scopes = ['analytics:ingest']) => {
  const { status, body } = await service.call('POST', '/analytics/api-keys', { name: randomUUID(), scopes, ...more })
  expect(status, JSON.stringify(body)).toBe(201)
  return body
}
const call = (key: string, method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
  request(service.url, method, path, body, { authorization: `Bearer ${key}`, ...headers })
const codeOf = ({ status, body }: Answer) => [status, body.code]

const payment = (more: object = {}) => ({
  ...{ type: 'payment', action: 'captured', occurred_at: '2026-10-01T12:00:00Z', producer: 'shop' },
  idempotency_key: randomUUID(),
  data: { payment_id: 'p-1', gateway: 'adyen', method: 'card', amount: 10, currency: 'EUR' },
  ...more,
})
const search = () => ({
  ...payment(),
  ...{ type: 'search', action: 'performed', data: { query: 'patch', results_count: 2 } },
})

const shop = 'https://shop.example'

test('a key that pages carry sends events from its origins alone, and CORS lets their pages read the answer', async () => {
  const { key } = await make({ allowed_origins: [shop] })
  const taken = await call(key, 'POST', '/analytics/ingest', payment(), { origin: shop })
  expect(taken.status).toBe(202)
  expect(taken.headers.get('access-control-allow-origin')).toBe(shop)
  expect(taken.headers.get('access-control-allow-credentials')).toBeNull()
  expect(taken.headers.get('vary')).toContain('origin')
  const batch = await call(key, 'POST', '/analytics/ingest/batch', [payment()], { origin: shop })
  expect([batch.status, batch.body.accepted]).toEqual([207, 1])

  for (const headers of [{ origin: 'https://evil.example' }, { origin: 'null' }, {}]) {
    const refused = await call(key, 'POST', '/analytics/ingest', payment(), headers as Record<string, string>)
    expect(codeOf(refused)).toEqual([403, 'origin_not_allowed'])
    expect(refused.headers.get('access-control-allow-origin')).toBeNull()
  }
  expect(codeOf(await call(key, 'GET', '/analytics/catalogue', undefined, { origin: shop }))).toEqual([
    403,
    'forbidden',
  ])
  const signIn = await request(service.url, 'POST', '/auth/sign-in', { api_key: key }, { authorization: '' })
  expect(codeOf(signIn)).toEqual([403, 'forbidden'])
  // What is wrong can be read by the page as well.
  const unreadable = await call(key, 'POST', '/analytics/ingest', '{', { origin: shop })
  expect([unreadable.status, unreadable.headers.get('access-control-allow-origin')]).toEqual([400, shop])
})

test('a preflight is answered for origins that some key allows, until that key is revoked', async () => {
  const origin = 'https://clinic.example'
  const preflight = (from: string, path = '/analytics/ingest') =>
    fetch(service.url + path, { method: 'OPTIONS', headers: { origin: from, 'access-control-request-method': 'POST' } })
  expect((await preflight(origin)).status).toBe(403)
  const { id } = await make({ allowed_origins: [origin] })
  for (const path of ['/analytics/ingest', '/analytics/ingest/batch']) {
    const answer = await preflight(origin, path)
    expect(answer.status).toBe(204)
    expect(answer.headers.get('access-control-allow-origin')).toBe(origin)
    expect(answer.headers.get('access-control-allow-methods')).toBe('POST')
    expect(answer.headers.get('access-control-allow-headers')).toContain('authorization')
  }
  for (const path of ['/analytics/query', '/auth/sign-in', '/analytics/api-keys']) {
    const answer = await preflight(origin, path)
    expect([path, answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([path, 405, null])
  }
  expect((await service.call('DELETE', `/analytics/api-keys/${id}`)).status).toBe(204)
  const refused = await preflight(origin)
  expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([403, null])
})

test('a key sends the types that it is for, in every form, and of a batch those alone are taken', async () => {
  const { key } = await make({ allowed_types: ['payment'] })
  expect((await call(key, 'POST', '/analytics/ingest', payment())).status).toBe(202)
  const refused = await call(key, 'POST', '/analytics/ingest', search())
  expect(codeOf(refused)).toEqual([403, 'type_not_allowed'])
  expect(refused.body.errors).toEqual([{ path: '/type', message: 'must be one of payment for this credential' }])
  const batch = await call(key, 'POST', '/analytics/ingest/batch', [search(), payment()])
  expect(batch.body).toMatchObject({
    ...{ accepted: 1, rejected: 1 },
    results: [{ status: 'rejected', reason: 'type_not_allowed' }, { status: 'accepted' }],
  })
  const cloudEvent = {
    ...{ specversion: '1.0', type: 'pocm.search.performed', source: 'shop', id: randomUUID() },
    time: '2026-10-01T12:00:00Z',
    data: { query: 'patch', results_count: 2 },
  }
  const cloud = { 'content-type': 'application/cloudevents+json' }
  expect(codeOf(await call(key, 'POST', '/analytics/ingest', cloudEvent, cloud))).toEqual([403, 'type_not_allowed'])
})

test('a key is for its addresses: the client’s as trusted proxies tell it, and so is a session that it bought', async () => {
  const { key } = await make({ allowed_ips: ['10.0.0.0/8', '2001:db8::/32'] }, ['analytics:read'])
  const from = (address: string) => ({ 'x-forwarded-for': address })
  const ask = (headers: Record<string, string>) => call(key, 'GET', '/analytics/catalogue', undefined, headers)
  for (const address of ['10.1.2.3', '2001:db8::7']) expect((await ask(from(address))).status).toBe(200)
  for (const headers of [from('192.0.2.1'), from('10.1.2.3, 192.0.2.1'), {}]) {
    expect(codeOf(await ask(headers as Record<string, string>))).toEqual([403, 'address_not_allowed'])
  }

  const signIn = (address: string) =>
    request(service.url, 'POST', '/auth/sign-in', { api_key: key }, { authorization: '', ...from(address) })
  expect(codeOf(await signIn('192.0.2.1'))).toEqual([403, 'address_not_allowed'])
  const cookie = (await signIn('10.1.2.3')).headers.get('set-cookie')?.split(';')[0] ?? ''
  const session = (address: string) =>
    request(service.url, 'GET', '/auth/session', undefined, { authorization: '', cookie, ...from(address) })
  expect((await session('10.1.2.4')).status).toBe(200)
  expect(codeOf(await session('192.0.2.1'))).toEqual([403, 'address_not_allowed'])
})

test('a key that has expired says so, to calls and at sign-in, and its sessions are over', async () => {
  const { key, id } = await make({ expires_at: '2999-01-01T00:00:00Z' }, ['analytics:read'])
  const signedIn = await request(service.url, 'POST', '/auth/sign-in', { api_key: key }, { authorization: '' })
  const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? ''
  await service.service.db.query("UPDATE api_keys SET expires_at = now() + interval '200 ms' WHERE id = $1", [id])
  service.service.deps.keyRing.forget()
  // It is remembered from here on, and must not be for longer than it holds.
  await call(key, 'GET', '/analytics/catalogue')
  await until(async () => (await call(key, 'GET', '/analytics/catalogue')).status === 401, 4_000)
  expect(codeOf(await call(key, 'GET', '/analytics/catalogue'))).toEqual([401, 'key_expired'])
  const again = await request(service.url, 'POST', '/auth/sign-in', { api_key: key }, { authorization: '' })
  expect(codeOf(again)).toEqual([401, 'key_expired'])
  const session = await request(service.url, 'GET', '/auth/session', undefined, { authorization: '', cookie })
  expect(codeOf(session)).toEqual([401, 'unauthenticated'])
})

test('a rotated key has a new secret, and the old one holds for the grace; sessions that it bought as long', async () => {
  const { key: first, id } = await make({}, ['analytics:read'])
  const rotate = (body: object) => service.call('POST', `/analytics/api-keys/${id}/rotate`, body)
  const open = async (key: string) => (await call(key, 'GET', '/analytics/catalogue')).status
  const signedIn = await request(service.url, 'POST', '/auth/sign-in', { api_key: first }, { authorization: '' })
  const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? ''
  const session = () => request(service.url, 'GET', '/auth/session', undefined, { authorization: '', cookie })

  const second = await rotate({ grace_seconds: 3_600 })
  expect(second.status).toBe(200)
  expect(second.body).toMatchObject({ id, scopes: ['analytics:read'] })
  expect(Date.parse(second.body.previous_until)).toBeGreaterThan(Date.now() + 3_500_000)
  expect([await open(first), await open(second.body.key), (await session()).status]).toEqual([200, 200, 200])
  const dump = JSON.stringify((await service.service.db.query('SELECT * FROM api_keys')).rows)
  expect(dump).not.toContain(second.body.key)

  const third = await rotate({ grace_seconds: 0 })
  expect(third.body.previous_until).toBeNull()
  expect([await open(first), await open(second.body.key), await open(third.body.key)]).toEqual([401, 401, 200])
  expect((await session()).status).toBe(401)

  await rotate({ grace_seconds: 3_600 })
  expect(await open(third.body.key)).toBe(200)
  await service.service.db.query('UPDATE api_keys SET previous_until = now() WHERE id = $1', [id])
  service.service.deps.keyRing.forget()
  expect(codeOf(await call(third.body.key, 'GET', '/analytics/catalogue'))).toEqual([401, 'key_expired'])
  await service.call('DELETE', `/analytics/api-keys/${id}`)
  expect(codeOf(await rotate({}))).toEqual([404, 'not_found'])
})

test('the key that the configuration names is changed there', async () => {
  const { body } = await service.call('GET', '/analytics/api-keys')
  const { id } = body.api_keys.find(({ name }: { name: string }) => name === 'POCM_ADMIN_KEY')
  const refused = await service.call('POST', `/analytics/api-keys/${id}/rotate`, {})
  expect(codeOf(refused)).toEqual([422, 'invalid_request'])
})

test('lists tell restrictions, who made a key and when it was used last, and the trail what was made and rotated', async () => {
  const asked = { allowed_origins: [shop], allowed_types: ['payment', 'search'], allowed_ips: ['127.0.0.0/8'] }
  const { key, id } = await make(asked)
  const one = async () => {
    const { body } = await service.call('GET', '/analytics/api-keys')
    return body.api_keys.find((it: { id: string }) => it.id === id)
  }
  expect(await one()).toMatchObject({ ...asked, created_by: 'POCM_ADMIN_KEY', last_used_at: null })
  expect((await call(key, 'POST', '/analytics/ingest', payment(), { origin: shop })).status).toBe(202)
  const { last_used_at: used } = await one()
  expect(Date.parse(used)).toBeGreaterThan(Date.now() - 60_000)
  // Once a minute at most.
  service.service.deps.keyRing.forget()
  await call(key, 'POST', '/analytics/ingest', payment(), { origin: shop })
  expect((await one()).last_used_at).toBe(used)

  await service.call('POST', `/analytics/api-keys/${id}/rotate`, { grace_seconds: 60 })
  const trail = (await service.call('GET', '/analytics/compliance/audit?limit=1000')).body.entries
  const told = (action: string) =>
    trail.find((it: { action: string; details: { key: string } }) => it.action === action && it.details.key === id)
  expect(told('api_key.created').details).toMatchObject(asked)
  expect(told('api_key.rotated').details).toMatchObject({ key: id, grace_seconds: 60 })
})

test.each([
  [{ allowed_origins: ['https://shop.example/'] }, '/allowed_origins/0'],
  [{ allowed_origins: [shop], scopes: ['analytics:ingest', 'analytics:read'] }, '/scopes'],
  [{ allowed_types: ['dinner'] }, '/allowed_types/0'],
  [{ allowed_ips: ['10.0.0.0/33'] }, '/allowed_ips/0'],
  [{ allowed_ips: [] }, '/allowed_ips'],
])('a key with %j is not made', async (more, path) => {
  const body = { name: 'x', scopes: ['analytics:ingest'], ...more }
  const refused = await service.call('POST', '/analytics/api-keys', body)
  expect([refused.status, refused.body.errors[0].path]).toEqual([422, path])
})
