import { expect, test } from 'vitest'
import { startServiceForTest } from './service.ts'

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
  // What is no event counts as one, too, and is faster turned away than the window ends.
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
