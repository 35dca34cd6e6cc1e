import { expect, test } from 'vitest'
import { createApiKey } from '../src/access/api-keys.ts'
import type { Scope } from '../src/access/principal.ts'
import { request, startServiceForTest } from './service.ts'

const event = (number: number) => ({
  type: 'search',
  action: 'performed',
  occurred_at: '2026-10-01T12:00:00Z',
  producer: 'limits',
  session_id: 's-1',
  idempotency_key: `limits-${number}`,
  data: { query: 'patch', results_count: 1 },
})

test('who sends more events than its limit hears when to come again, and answers say what is left', async () => {
  const service = await startServiceForTest({ POCM_RATE_LIMIT_EVENTS: '500' })
  // A value that is no event counts as one, too, and is rejected before the window ends.
  const first = await service.call('POST', '/analytics/ingest/batch', Array(4_999).fill({}))
  expect([first.status, first.body.rejected]).toEqual([207, 4_999])
  expect(first.headers.get('ratelimit-policy')).toBe('"events";q=5000;w=10')
  expect(first.headers.get('ratelimit')).toMatch(/^"events";r=1;t=([1-9]|10)$/)

  const last = await service.call('POST', '/analytics/ingest', event(1))
  expect([last.status, last.headers.get('ratelimit-remaining')]).toEqual([202, '0'])
  const refused = await service.call('POST', '/analytics/ingest', event(2))
  expect([refused.status, refused.body.code]).toEqual([429, 'too_many_requests'])
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1)
  expect(refused.headers.get('retry-after')).toBe(refused.headers.get('ratelimit-reset'))
  expect((await service.call('POST', '/analytics/ingest/batch', [event(3), event(4)])).status).toBe(429)
  expect((await service.service.db.query('SELECT idempotency_key FROM event_keys')).rows).toHaveLength(1)

  const other = await service.call('GET', '/analytics/tenant')
  expect([other.status, other.headers.get('ratelimit-policy')]).toEqual([200, '"requests";q=10000;w=10'])
})

test('a body that is refused counts as one event, whatever it is refused for', async () => {
  const service = await startServiceForTest({ POCM_RATE_LIMIT_EVENTS: '500' })
  const before = await service.call('POST', '/analytics/ingest/batch', Array(4_996).fill({}))
  expect(before.headers.get('ratelimit-remaining')).toBe('4')
  const refusals: [string | Uint8Array, Record<string, string>, number][] = [
    ['{', {}, 400],
    ['<a/>', { 'content-type': 'text/xml' }, 415],
    ['nothing packed', { 'content-encoding': 'gzip' }, 400],
    ['{}', { 'content-encoding': 'compress' }, 415],
  ]
  for (const [body, headers, status] of refusals) {
    expect((await service.call('POST', '/analytics/ingest/batch', body, headers)).status).toBe(status)
  }
  expect((await service.call('POST', '/analytics/ingest/batch', '{')).status).toBe(429)
})

test('calls are limited by credential, and what asks for none is not', async () => {
  const service = await startServiceForTest({ POCM_RATE_LIMIT_REQUESTS: '1' })
  const statuses: number[] = []
  for (let call = 0; call < 12; call++) statuses.push((await service.call('GET', '/analytics/tenant')).status)
  expect(statuses).toEqual([...Array(10).fill(200), 429, 429])
  expect((await service.call('GET', '/ready')).status).toBe(200)
  const made = await service.call('POST', '/analytics/ingest', event(1))
  expect([made.status, made.headers.get('ratelimit-policy')]).toEqual([202, '"events";q=500000;w=10'])
})

test('a tenant and a key may have limits of their own, and an admin gives keys no more than the tenant has', async () => {
  const service = await startServiceForTest({ POCM_RATE_LIMIT_REQUESTS: '10' })
  const made = async (tenantId: string, scopes: Scope[] = ['analytics:read', 'admin']) =>
    createApiKey(service.service.db, { tenantId, name: 'limits', scopes })
  const [admin, reader] = [await made('acme'), await made('acme', ['analytics:read'])]
  const as = (key: string) => (method: string, body?: unknown) =>
    request(service.url, method, '/analytics/rate-limits', body, { authorization: `Bearer ${key}` })
  const policy = async (key: string) => {
    const answer = await request(service.url, 'GET', '/analytics/tenant', undefined, { authorization: `Bearer ${key}` })
    return answer.headers.get('ratelimit-policy')
  }
  const limit = (
    key_id: string | null,
    requests_per_second: number | null,
    events_per_second: number | null = null,
  ) => ({
    ...{ key_id, requests_per_second, events_per_second },
  })
  expect((await as(admin.key)('PUT', limit(reader.id, 3))).body).toEqual({ limits: [limit(reader.id, 3)] })
  expect([await policy(reader.key), await policy(admin.key)]).toEqual(['"requests";q=30;w=10', '"requests";q=100;w=10'])
  for (const refused of [
    limit(reader.id, 11),
    limit(reader.id, 0),
    limit(null, 5),
    { ...limit(null, 5), tenant_id: 'demo' },
  ]) {
    expect((await as(admin.key)('PUT', refused)).status).toBe(403)
  }
  expect((await as(admin.key)('PUT', limit(reader.id, null, 499))).status).toBe(422)
  expect((await as(reader.key)('PUT', limit(reader.id, 5))).status).toBe(403)
  expect((await as(admin.key)('PUT', limit('00000000-0000-7000-8000-000000000000', 5))).status).toBe(404)

  const operator = (body: object) => service.call('PUT', '/analytics/rate-limits', { ...body, tenant_id: 'acme' })
  expect((await operator(limit(null, 50))).status).toBe(200)
  expect([await policy(reader.key), await policy(admin.key)]).toEqual(['"requests";q=30;w=10', '"requests";q=500;w=10'])
  expect((await as(admin.key)('PUT', limit(reader.id, 50))).status).toBe(200)
  expect((await operator(limit(null, 0))).status).toBe(200)
  expect([await policy(reader.key), await policy(admin.key)]).toEqual(['"requests";q=500;w=10', null])
  const listed = await as(admin.key)('GET')
  expect(listed.body).toEqual({
    defaults: { events_per_second: 50_000, requests_per_second: 10 },
    limits: [limit(null, 0), limit(reader.id, 50)],
  })
  expect((await as(admin.key)('PUT', limit(reader.id, null))).body.limits).toEqual([limit(null, 0)])
  // Another tenant has the defaults, and none of this.
  const other = await made('other')
  expect([await policy(other.key), (await as(other.key)('GET')).body.limits]).toEqual(['"requests";q=100;w=10', []])
})
