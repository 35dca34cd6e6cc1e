import { decodeJwt } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createApiKey } from '../src/access/api-keys.ts'
import { contract } from './contract.ts'
import { type Answer, adminKey, request, startService, until } from './service.ts'

const home = 'demo'
const other = 'clinic'
let service: Awaited<ReturnType<typeof startService>>
let clinicKey: string
beforeAll(async () => {
  service = await startService()
  clinicKey = await makeKey(other, 'clinic-admin', 'admin')
  await service.send([order('o-1', 10), order('o-2', 20)])
  await service.call('POST', '/analytics/ingest', order('o-3', 7), { authorization: `Bearer ${clinicKey}` })
  await service.settled()
})
afterAll(() => service.stopAndClean())

const order = (order_id: string, unit_price: number) => ({
  ...{ type: 'order', action: 'placed', occurred_at: '2026-10-01T12:00:00Z', producer: 'visits', order_id },
  idempotency_key: order_id,
  data: { currency: 'EUR', items: [{ product_id: 'patch', quantity: 1, unit_price }] },
})
const question = { metrics: ['orders', 'gmv'], from: '2026-10-01', to: '2026-11-01' }
const codeOf = ({ status, body }: Answer) => [status, body.code]
const makeKey = async (tenantId: string, name: string, scope: 'admin' | 'analytics:read') =>
  (await createApiKey(service.service.db, { tenantId, name, scopes: [scope] })).key

/** A browser: it sends the cookie that it was given last. */
async function signIn(key: string) {
  let cookie = ''
  const call = async (method: string, path: string, body?: unknown) => {
    const answer = await request(service.url, method, path, body, { authorization: '', origin: service.url, cookie })
    cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? cookie
    return answer
  }
  expect((await call('POST', '/auth/sign-in', { api_key: key })).status).toBe(204)
  const visit = (tenant_id: string) => call('POST', '/auth/tenant', { tenant_id })
  return { call, visit, claims: () => decodeJwt(cookie.split('=')[1] ?? '') }
}

test('an operator lists the tenants, visits one, and returns home with all scopes of their key', async () => {
  const { call, visit } = await signIn(adminKey)
  const atHome = (await call('GET', '/auth/session')).body
  expect(atHome).toMatchObject({ tenant_id: home, home_tenant_id: home, scopes: expect.arrayContaining(['admin']) })
  expect(atHome.tenants).toContainEqual({ id: other, name: other })
  expect((await call('POST', '/analytics/query', question)).body.totals).toEqual({ orders: 2, gmv: 30 })

  expect((await visit(other)).status).toBe(204)
  expect((await call('GET', '/auth/session')).body).toEqual({
    ...atHome,
    ...{ tenant_id: other, tenant_name: other, name: `${atHome.name} (operator)`, scopes: ['analytics:read'] },
  })
  expect((await call('POST', '/analytics/query', question)).body.totals).toEqual({ orders: 1, gmv: 7 })
  const { events } = (await call('GET', '/analytics/events')).body
  expect(events.map((it: { order_id: string }) => it.order_id)).toEqual(['o-3'])

  expect((await visit(home)).status).toBe(204)
  expect((await call('GET', '/auth/session')).body).toEqual(atHome)
  expect((await call('POST', '/analytics/query', question)).body.totals).toEqual({ orders: 2, gmv: 30 })
})

// Every call that changes something, but those that end or move the session itself.
const asks =
  /^\/analytics\/(query|funnel|retention|journeys|ltv|samples|stock|therapy|anomalies|export|forecast|explain|predictions|reorder|ml\/predict|lots\/\{lot\})$/
const changes = Object.entries(contract.paths).flatMap(([path, operations]) =>
  Object.keys(operations)
    .filter((method) => method !== 'get' && !path.startsWith('/auth/') && !asks.test(path))
    .map((method) => [method.toUpperCase(), path.replaceAll(/\{[^}]+\}/g, '01920f3e-7c1a-7b7e-9c55-0a1b2c3d4e5f')]),
) as [string, string][]

test('a visiting operator reads the figures of the tenant and changes nothing, notes and views of their own included', async () => {
  const { call, visit } = await signIn(adminKey)
  await visit(other)
  expect(changes.map(([, path]) => path)).toEqual(
    expect.arrayContaining(['/analytics/annotations', '/analytics/views', '/analytics/ingest', '/analytics/api-keys']),
  )
  for (const [method, path] of changes) {
    // Errors of SCIM have the form of RFC 7644, without a code.
    const code = path.startsWith('/scim/') ? undefined : 'forbidden'
    expect(codeOf(await call(method, path, {})), `${method} ${path}`).toEqual([403, code])
  }
  for (const path of ['/analytics/api-keys', '/analytics/compliance/audit']) {
    expect(codeOf(await call('GET', path)), path).toEqual([403, 'forbidden'])
  }
})

test.each([
  ['an admin of another tenant', other, 'admin', home],
  ['a user of the operator’s tenant who is no admin', home, 'analytics:read', other],
  ['an admin of another tenant, asking for their own', other, 'admin', other],
] as const)('%s cannot switch tenant and sees the name of none', async (_, tenantId, scope, wanted) => {
  const { call, visit } = await signIn(await makeKey(tenantId, 'visitor', scope))
  expect(codeOf(await visit(wanted))).toEqual([403, 'forbidden'])
  expect(codeOf(await visit('no-such-tenant'))).toEqual([403, 'forbidden'])
  const { body } = await call('GET', '/auth/session')
  expect(body).toMatchObject({ tenant_id: tenantId })
  expect(body).not.toHaveProperty('tenants')
  expect(body).not.toHaveProperty('home_tenant_id')
})

test('a tenant that is not there is not found, and a key without a session cannot visit', async () => {
  const { call, visit } = await signIn(adminKey)
  expect(codeOf(await visit('no-such-tenant'))).toEqual([404, 'not_found'])
  expect((await call('GET', '/auth/session')).body.tenant_id).toBe(home)
  expect(codeOf(await service.call('POST', '/auth/tenant', { tenant_id: other }))).toEqual([403, 'forbidden'])
})

test('coming and going is in the trail of the visited tenant and in the operator’s own', async () => {
  const { visit } = await signIn(await makeKey(home, 'ana', 'admin'))
  for (const tenantId of [other, other, home, home]) await visit(tenantId)
  const trailOf = async (key: string, actor: string) => {
    const { body } = await request(service.url, 'GET', '/analytics/compliance/audit', undefined, {
      authorization: `Bearer ${key}`,
    })
    return body.entries.filter(
      (it: { actor: string; action: string }) => it.actor === actor && it.action.startsWith('operator.'),
    )
  }
  const details = { tenant: other, operator_tenant: home }
  const told = [
    expect.objectContaining({ action: 'operator.left', details }),
    expect.objectContaining({ action: 'operator.entered', details }),
  ]
  expect(await trailOf(clinicKey, 'ana (operator)')).toEqual(told)
  expect(await trailOf(adminKey, 'ana')).toEqual(told)
})

test('a session ends when it would have, wherever it went', async () => {
  const { visit, claims } = await signIn(adminKey)
  const { exp, iat } = claims()
  expect((exp ?? 0) - (iat ?? 0)).toBe(12 * 3600)
  const answer = await visit(other)
  expect(claims()).toMatchObject({ tenant_id: other, exp })
  expect(answer.headers.get('set-cookie')).toContain(`Expires=${new Date((exp ?? 0) * 1_000).toUTCString()}`)
  expect(answer.headers.get('set-cookie')).toMatch(/HttpOnly; SameSite=Strict/)
  await visit(home)
  expect(claims()).toMatchObject({ tenant_id: home, exp })
})

test.each([
  ['was revoked', 'UPDATE api_keys SET revoked_at = now() WHERE name = $1'],
  ['is no admin’s any more', `UPDATE api_keys SET scopes = '{analytics:read}' WHERE name = $1`],
])('a visit ends with a key that %s, and no way leads back', async (name, sql) => {
  const { call, visit } = await signIn(await makeKey(home, name, 'admin'))
  await visit(other)
  expect((await call('GET', '/analytics/events')).status).toBe(200)
  await service.service.db.query(sql, [name])
  // What a process knows of a key it remembers for five seconds.
  await until(async () => (await call('GET', '/analytics/events')).status === 401)
  expect(codeOf(await visit(home))).toEqual([401, 'unauthenticated'])
})
