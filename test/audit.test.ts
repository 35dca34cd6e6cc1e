import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { createApiKey } from '../src/access/api-keys.ts'
import { scopes } from '../src/access/principal.ts'
import type { DeclaredRoute } from '../src/http/declared-routes.ts'
import { request, startService } from './service.ts'

let service: Awaited<ReturnType<typeof startService>>
let routes: DeclaredRoute[]
beforeAll(async () => {
  service = await startService({ POCM_LOG_LEVEL: 'silent' })
  routes = service.service.app.declaredRoutes.filter(({ schema }) => schema !== undefined && 'operationId' in schema)
})
afterAll(() => service.stopAndClean())

const named = ({ method, url }: DeclaredRoute) => `${method} ${url}`
/** Calls by GET that open rows of persons, devices or lots, and not figures alone. */
const opens = /\/(events|search|dlq|stream|trace|recall)(\/|$)|lots\/:lot/

test('every call that changes something or opens what is protected declares its audit entry', () => {
  const due = routes.filter(({ method, url }) => (method !== 'GET' && method !== 'HEAD') || opens.test(url))
  expect(due.length).toBeGreaterThan(40)
  expect(due.filter(({ config, method }) => method !== 'HEAD' && config.audit === undefined).map(named)).toEqual([])
})

test('every call declares its audit entry, or why it needs none', () => {
  const due = routes.filter(({ method }) => method !== 'HEAD')
  expect(due.filter(({ config }) => config.audit === undefined).map(named)).toEqual([])
  const none = due.filter(({ config }) => typeof config.audit === 'object' && 'none' in config.audit)
  expect(none.filter(({ method }) => method !== 'GET').map(named)).toEqual([])
})

test('the scopes that guard nothing yet are those of calls that are still to be built', () => {
  const guarding = new Set(routes.map(({ config }) => config.scope))
  const idle = scopes.filter((scope) => !guarding.has(scope))
  const later = ['analytics:write', 'personal:read', 'compliance:erase']
  expect(idle.filter((scope) => !later.includes(scope))).toEqual([])
})

/** Calls of the whole service; metrics are open to this machine, where these tests are. */
const operators = () =>
  routes.filter(({ config, method }) => config.operator && !config.openToLoopback && method !== 'HEAD')

test('what is of the whole service asks for an operator', () => {
  expect(operators().map(named).sort()).toEqual([
    'GET /analytics/archive',
    'POST /analytics/archive/run',
    'POST /analytics/warehouse/rebuild',
    'PUT /analytics/consumers/:consumer/position',
  ])
})

test('an admin of another tenant is refused on each of them', async () => {
  const { key } = await createApiKey(service.service.db, { tenantId: 'clinic', name: 'clinic', scopes: ['admin'] })
  for (const { method, url } of operators()) {
    const path = url.replace(':consumer', 'crm')
    const answer = await request(service.url, method, path, method === 'GET' ? undefined : {}, {
      authorization: `Bearer ${key}`,
    })
    expect([path, answer.status, answer.body.code]).toEqual([path, 403, 'forbidden'])
  }
})

const trail = async (query = '') =>
  (await service.call('GET', `/analytics/compliance/audit?limit=1000${query}`)).body.entries

test('an entry records who, from where, what, and how it ended', async () => {
  const made = await service.call('POST', '/analytics/api-keys', { name: 'till', scopes: ['analytics:read'] })
  expect(made.status).toBe(201)
  const [entry] = await trail('&action=api_key.created')
  expect(entry).toMatchObject({
    ...{ actor: 'POCM_ADMIN_KEY', actor_kind: 'api_key', actor_tenant: 'demo', action: 'api_key.created' },
    ...{ resource: 'POST /analytics/api-keys', outcome: 'succeeded', ip: '127.0.0.1', subject: null },
    details: { key: made.body.id, name: 'till', scopes: ['analytics:read'] },
  })
  expect(entry.actor_key).toMatch(/^[0-9a-f-]{36}$/)
  expect((await service.call('DELETE', '/analytics/api-keys/01890a5d-ac96-774b-bcce-b302099a8057')).status).toBe(404)
  expect((await trail('&action=api_key.revoked'))[0]).toMatchObject({ outcome: 'failed' })
})

test('looking at events leaves an entry each, with the names of filters and none of their values', async () => {
  await service.call('GET', '/analytics/events?user_id=maria', undefined, {
    traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
  })
  const [entry] = await trail('&action=events.looked_up')
  expect(entry).toMatchObject({ outcome: 'succeeded', trace_id: '4bf92f3577b34da6a3ce929d0e0e4736' })
  expect(JSON.stringify(entry)).not.toContain('maria')
})

test('the trail is read with its scope, and with no other', async () => {
  for (const scope of scopes) {
    const { key } = await createApiKey(service.service.db, { tenantId: 'demo', name: `only ${scope}`, scopes: [scope] })
    const { status } = await request(service.url, 'GET', '/analytics/compliance/audit', undefined, {
      authorization: `Bearer ${key}`,
    })
    expect([scope, status]).toEqual([scope, ['compliance:audit', 'admin'].includes(scope) ? 200 : 403])
  }
})

test('refusals and questions about figures are counted by minute, and none is lost when the service stops', async () => {
  const { key } = await createApiKey(service.service.db, {
    tenantId: 'demo',
    name: 'counted',
    scopes: ['analytics:read'],
  })
  const as = (credential: string) => ({ authorization: `Bearer ${credential}` })
  for (const credential of ['no-such-key', key]) {
    for (const _ of [1, 2, 3]) await service.call('GET', '/analytics/api-keys', undefined, as(credential))
  }
  const query = { metrics: ['orders'], from: '2026-10-01', to: '2026-11-01' }
  for (const _ of [1, 2]) await service.call('POST', '/analytics/query', query)
  await service.stop()
  const again = await startService({ POCM_DATA_DIR: service.folder })
  onTestFinished(() => again.stop())
  const { body } = await again.call('GET', '/analytics/compliance/audit?limit=1000')
  const counted = (action: string, actor: string) =>
    body.entries
      .filter((it: { action: string; actor: string }) => it.action === action && it.actor === actor)
      .reduce((sum: number, it: { details: { count: number } }) => sum + it.details.count, 0)
  expect(counted('request.refused', 'anonymous')).toBe(3)
  expect(counted('request.refused', 'counted')).toBe(3)
  expect(counted('figures.asked', 'POCM_ADMIN_KEY')).toBe(2)
})
