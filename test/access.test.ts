import { SignJWT } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createApiKey } from '../src/access/api-keys.ts'
import type { Scope } from '../src/access/principal.ts'
import { type Answer, adminKey, request, startService } from './service.ts'

const secret = 'a-secret-of-at-least-32-characters!!'
let service: Awaited<ReturnType<typeof startService>>
beforeAll(async () => {
  service = await startService({ POCM_LOG_LEVEL: 'fatal', POCM_JWT_SECRET: secret })
})
afterAll(() => service.stopAndClean())

let made = 0
const event = () => ({
  type: 'telemetry',
  action: 'read',
  occurred_at: '2026-10-01T12:00:00Z',
  producer: 'access',
  device_id: 'd-1',
  idempotency_key: `access-${made++}`,
  data: { metric: 'glucose', value: 104, unit: 'mg/dL' },
})
const as = (credential: string) => ({
  call: (method: string, path: string, body?: unknown): Promise<Answer> =>
    request(service.url, method, path, body, { authorization: `Bearer ${credential}` }),
})
const makeKey = async (tenantId: string, scopes: Scope[]) =>
  createApiKey(service.service.db, { tenantId, name: 'test', scopes })
const codeOf = ({ status, body }: Answer) => [status, body.code]

const query = { metrics: ['orders'], from: '2026-10-01', to: '2026-11-01' }
const calls = {
  ingest: ['POST', '/analytics/ingest', () => event()],
  batch: ['POST', '/analytics/ingest/batch', () => [event()]],
  events: ['GET', '/analytics/events', () => undefined],
  query: ['POST', '/analytics/query', () => query],
  catalogue: ['GET', '/analytics/catalogue', () => undefined],
  keys: ['GET', '/analytics/api-keys', () => undefined],
  reconcile: ['POST', '/analytics/reconcile', () => ({})],
  tenant: ['PATCH', '/analytics/tenant', () => ({})],
} as const

test.each([
  ['analytics:ingest', ['ingest', 'batch']],
  ['analytics:read', ['events', 'query', 'catalogue']],
  ['compliance:export', []],
  ['admin', Object.keys(calls)],
] as [Scope, string[]][])('the scope %s opens its calls and no others', async (scope, open) => {
  const { key } = await makeKey('demo', [scope])
  for (const [name, [method, path, body]] of Object.entries(calls)) {
    const answer = await as(key).call(method, path, body())
    if (open.includes(name)) expect(answer.status, name).toBeLessThan(300)
    else expect(codeOf(answer), name).toEqual([403, 'forbidden'])
  }
})

test('without a credential nothing but health, metrics and signing in is open', async () => {
  for (const [method, path, body] of Object.values(calls)) {
    expect(codeOf(await as('unknown').call(method, path, body()))).toEqual([401, 'unauthenticated'])
  }
  for (const path of ['/health', '/ready', '/metrics']) expect((await as('').call('GET', path)).status).toBe(200)
})

test('of a key only its hash is kept, and it is shown once', async () => {
  const { status, body } = await service.call('POST', '/analytics/api-keys', {
    name: 'shop',
    scopes: ['analytics:read'],
  })
  expect(status).toBe(201)
  const dump = JSON.stringify((await service.service.db.query('SELECT * FROM api_keys')).rows)
  expect(dump).not.toContain(body.key)
  expect(dump).not.toContain(adminKey)
  const listed = await service.call('GET', '/analytics/api-keys')
  expect(JSON.stringify(listed.body)).not.toContain(body.key)
  expect(listed.body.api_keys.map(({ id }: { id: string }) => id)).toContain(body.id)
})

test('a revoked key is refused at once, and so is the session opened with it', async () => {
  const { body: made } = await service.call('POST', '/analytics/api-keys', { name: 'x', scopes: ['analytics:read'] })
  const { call } = as(made.key)
  expect((await call('GET', '/analytics/events')).status).toBe(200)
  const signedIn = await request(service.url, 'POST', '/auth/sign-in', { api_key: made.key })
  const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? ''
  expect(signedIn.headers.get('set-cookie')).toMatch(/HttpOnly; SameSite=Strict/)
  const session = () => request(service.url, 'GET', '/analytics/events', undefined, { authorization: '', cookie })
  expect((await session()).status).toBe(200)

  const { status } = await service.call('DELETE', `/analytics/api-keys/${made.id}`)
  expect(status).toBe(204)
  expect(codeOf(await call('GET', '/analytics/events'))).toEqual([401, 'unauthenticated'])
  expect(codeOf(await session())).toEqual([401, 'unauthenticated'])
  expect((await service.call('DELETE', `/analytics/api-keys/${made.id}`)).status).toBe(404)
})

test('a key that is revoked while it is looked up is not remembered', async () => {
  const { key, id } = await makeKey('demo', ['analytics:read'])
  const lookUps = Array.from({ length: 20 }, () => as(key).call('GET', '/analytics/events?limit=1'))
  await service.call('DELETE', `/analytics/api-keys/${id}`)
  await Promise.all(lookUps)
  expect((await as(key).call('GET', '/analytics/events?limit=1')).status).toBe(401)
})

const sign = (claims: Record<string, unknown>, change: { key?: string; audience?: string; expires?: string } = {}) =>
  new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject('ana')
    .setAudience(change.audience ?? 'pocm-analytics')
    .setExpirationTime(change.expires ?? '5m')
    .sign(new TextEncoder().encode(change.key ?? secret))

/** A token with a good signature and audience, whatever else it says. */
function raw({ exp, ...claims }: Record<string, unknown>) {
  const token = new SignJWT({ tenant_id: 'demo', scope: 'admin', ...claims })
    .setProtectedHeader({ alg: 'HS256' })
    .setAudience('pocm-analytics')
  if (typeof exp === 'string') token.setExpirationTime(exp)
  return token.sign(new TextEncoder().encode(secret))
}

test('a token from outside is no key’s and no visitor’s, whatever it says', async () => {
  const { body } = await service.call('GET', '/analytics/api-keys')
  const view = { name: 'private', path: '/?range=today', shared: false }
  const { body: saved } = await service.call('POST', '/analytics/views', view)
  const token = await sign({ tenant_id: 'demo', scope: 'analytics:read', key_id: body.api_keys[0].id, visitor: true })
  const { views } = (await as(token).call('GET', '/analytics/views')).body
  expect(views.map((it: { id: string }) => it.id)).not.toContain(saved.id)
})

test('a JWT signed with the shared secret acts for its tenant within its scopes', async () => {
  const token = await sign({ tenant_id: 'jwt', scope: 'analytics:ingest analytics:read' })
  const sent = event()
  const { body } = await as(token).call('POST', '/analytics/ingest', sent)
  expect(body.status).toBe('accepted')
  const found = await as(token).call('GET', '/analytics/events')
  expect(found.body.events).toMatchObject([{ id: body.id, tenant_id: 'jwt' }])
  expect(codeOf(await as(token).call('GET', '/analytics/api-keys'))).toEqual([403, 'forbidden'])
})

test.each([
  [
    'another secret',
    () => sign({ tenant_id: 'demo', scope: 'admin' }, { key: 'another-secret-of-32-characters!!!!!' }),
  ],
  ['another audience', () => sign({ tenant_id: 'demo', scope: 'admin' }, { audience: 'elsewhere' })],
  [
    'the audience of sessions',
    () => sign({ tenant_id: 'demo', scope: 'admin' }, { audience: 'pocm-analytics/session' }),
  ],
  ['a time that is over', () => sign({ tenant_id: 'demo', scope: 'admin' }, { expires: '-1s' })],
  ['no tenant', () => sign({ scope: 'admin' })],
  ['no end', () => raw({ sub: 'ana' })],
  ['no subject', () => raw({ exp: '1h' })],
  ['a subject that is an object', () => raw({ sub: { name: 'ana' }, exp: '1h' })],
  ['a subject that is a number', () => raw({ sub: 7, exp: '1h' })],
  ['a subject with a control character', () => raw({ sub: 'some\u0000one', exp: '1h' })],
  ['a subject of 101 characters', () => raw({ sub: 'x'.repeat(101), exp: '1h' })],
  ['an empty subject', () => raw({ sub: '', exp: '1h' })],
  ['an end in two days', () => raw({ sub: 'ana', exp: '2d' })],
  ['a tenant with a line break', () => sign({ tenant_id: 'a\nb', scope: 'admin' })],
  ['a tenant that no store can hold', () => sign({ tenant_id: 'a\u0000b', scope: 'admin' })],
  ['a tenant of 65 characters', () => sign({ tenant_id: 'x'.repeat(65), scope: 'admin' })],
  [
    'no signature',
    async () => {
      const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
      const claims = { tenant_id: 'demo', scope: 'admin', aud: 'pocm-analytics', exp: 4_000_000_000 }
      return `${encode({ alg: 'none' })}.${encode(claims)}.`
    },
  ],
])('a JWT with %s is refused', async (_, token) => {
  expect(codeOf(await as(await token()).call('GET', '/analytics/events'))).toEqual([401, 'unauthenticated'])
})

test('a token of ours for the page is no bearer token', async () => {
  const signedIn = await request(service.url, 'POST', '/auth/sign-in', { api_key: adminKey })
  const token = signedIn.headers.get('set-cookie')?.split(';')[0]?.split('=')[1] ?? ''
  expect(token.split('.')).toHaveLength(3)
  expect((await as(token).call('GET', '/analytics/events')).status).toBe(401)
})

test('two tenants see only their own, whatever they read and however they ask', async () => {
  const [one, other] = [await makeKey('tenant-a', ['admin']), await makeKey('tenant-b', ['admin'])]
  const order = (price: number) => ({
    ...event(),
    ...{ type: 'order', action: 'placed', order_id: 'o-1', user_id: 'u-1', idempotency_key: 'the-same-key' },
    data: { currency: 'EUR', items: [{ product_id: `product-${price}`, quantity: 1, unit_price: price }] },
  })
  const id = '01920f3e-7c1a-7b7e-9c55-0a1b2c3d4e5f'
  expect((await as(one.key).call('POST', '/analytics/ingest', { ...order(10), id })).body.status).toBe('accepted')
  expect((await as(other.key).call('POST', '/analytics/ingest', { ...order(20), id })).body.status).toBe('accepted')
  await service.settled()

  for (const [key, tenant, price] of [
    [one.key, 'tenant-a', 10],
    [other.key, 'tenant-b', 20],
  ] as const) {
    const { call } = as(key)
    const found = await call('GET', `/analytics/events/${id}`)
    expect(found.body).toMatchObject({ tenant_id: tenant, data: { items: [{ unit_price: price }] } })
    const list = await call('GET', '/analytics/events?user_id=u-1&order_id=o-1')
    expect(list.body.events).toHaveLength(1)
    const answer = await call('POST', '/analytics/query', { ...query, metrics: ['orders', 'gmv', 'unique_purchasers'] })
    expect(answer.body.totals).toEqual({ orders: 1, gmv: price, unique_purchasers: 1 })
    const filtered = { ...query, filters: { product_id: ['product-10', 'product-20'] }, dimensions: ['product_id'] }
    const rows = (await call('POST', '/analytics/query', filtered)).body.rows
    expect(rows).toEqual([{ product_id: `product-${price}`, orders: 1 }])
    const range = 'from=2026-10-01&to=2026-11-01'
    const values = await call('GET', `/analytics/dimensions/producer?${range}`)
    expect(values.body.values).toEqual([{ value: 'access', events: 1 }])
    const compared = await call('POST', '/analytics/reconcile', {})
    expect(compared.body).toMatchObject({ compared: 1, events: 1, differences: [] })
    const keys = await call('GET', '/analytics/api-keys')
    expect(new Set(keys.body.api_keys.map((it: { tenant_id: string }) => it.tenant_id))).toEqual(new Set([tenant]))
  }
  expect((await as(one.key).call('DELETE', `/analytics/api-keys/${other.id}`)).status).toBe(404)
  expect((await as(other.key).call('GET', '/analytics/events')).status).toBe(200)
  const foreign = await as(one.key).call('POST', '/analytics/ingest', { ...event(), tenant_id: 'tenant-b' })
  expect(codeOf(foreign)).toEqual([422, 'tenant_mismatch'])
  const rate = { currency: 'USD', valid_from: '2026-10-01T00:00:00Z', rate: '0.9' }
  await as(one.key).call('PUT', '/analytics/exchange-rates', { rates: [rate] })
  expect((await as(other.key).call('GET', '/analytics/exchange-rates')).body.rates).toEqual([])
})
