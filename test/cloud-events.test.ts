import { afterAll, beforeAll, expect, test } from 'vitest'
import { startService } from './service.ts'

let service: Awaited<ReturnType<typeof startService>>
beforeAll(async () => {
  service = await startService({ POCM_LOG_LEVEL: 'fatal' })
})
afterAll(() => service.stopAndClean())

let made = 0
const cloudEvent = (change: object = {}) => ({
  specversion: '1.0',
  type: 'pocm.payment.captured',
  source: '/payments',
  id: `capture-${made++}`,
  time: '2026-10-01T12:00:41.5+02:00',
  datacontenttype: 'application/json',
  data: { payment_id: 'pay-1', gateway: 'adyen', method: 'card', amount: 49.5, currency: 'EUR' },
  ...change,
})
const one = { 'content-type': 'application/cloudevents+json' }
const batch = { 'content-type': 'application/cloudevents-batch+json; charset=utf-8' }
const send = (body: unknown, headers: Record<string, string> = one) =>
  service.call('POST', '/analytics/ingest', body, headers)
const look = async (id: string) => (await service.call('GET', `/analytics/events/${id}?reveal=true`)).body

test('its attributes become the fields that they mean, and its id is the key', async () => {
  const sent = cloudEvent({
    ...{ userid: 'u-1', orderid: 'o-1', sourceservice: 'till', subject: 'pay-1', region: 'eu' },
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    data: { ...cloudEvent().data, session_id: 's-1', context: { country: 'ES' }, region: 'kept' },
  })
  const { status, body } = await send(sent)
  expect([status, body.status]).toEqual([202, 'accepted'])
  expect(await look(body.id)).toMatchObject({
    ...{ type: 'payment', action: 'captured', producer: '/payments', idempotency_key: sent.id },
    ...{ user_id: 'u-1', order_id: 'o-1', session_id: 's-1', source_service: 'till', context: { country: 'ES' } },
    ...{ occurred_at: '2026-10-01T10:00:41.500000Z', trace_id: '0af7651916cd43dd8448eb211c80319c' },
    data: { payment_id: 'pay-1', amount: 49.5, region: 'kept', 'cloudevent.region': 'eu', subject: 'pay-1' },
  })
  expect((await send(sent)).body).toEqual({ id: body.id, status: 'duplicate' })
})

test.each([
  [{ specversion: '0.3' }, ['/specversion']],
  [{ id: '' }, ['/id']],
  [{ id: 7, source: null, time: undefined }, ['/id', '/source', '/time']],
  [{ type: 'com.example.order' }, ['/type']],
  [{ type: undefined }, ['/type']],
  [{ type: 'pocm.payment.dreamt' }, ['/type']],
  [{ time: 'yesterday' }, ['/time']],
  [{ source: 's'.repeat(101) }, ['/source']],
  [{ id: 'i'.repeat(201) }, ['/id']],
  [{ data: 'text' }, ['/data']],
  [{ data: undefined, data_base64: 'e30=' }, ['/data_base64']],
  [{ data: { payment_id: 'p' } }, ['/data/amount', '/data/currency', '/data/gateway', '/data/method']],
])('%j is rejected with the paths that its sender knows', async (change, expected) => {
  const { status, body, headers } = await send(cloudEvent(change))
  expect([status, body.code]).toEqual([422, 'invalid_event'])
  expect(headers.get('content-type')).toMatch(/^application\/problem\+json/)
  expect(body.errors.map(({ path }: { path: string }) => path).sort()).toEqual(expected)
})

test.each([
  [{ type: 'pocm.teleport.begun' }, 'unknown_type', '/type'],
  [{ time: '1969-12-31T00:00:00Z' }, 'occurred_before_1970', '/time'],
  [{ time: '2100-01-01T00:00:00Z' }, 'occurred_in_future', '/time'],
  [{ tenantid: 'other' }, 'tenant_mismatch', '/tenant_id'],
  [{ data: { 'a\u0000': 1 } }, 'unsafe_value', '/data/a\u0000'],
])('%j is rejected as %s', async (change, code, path) => {
  const { status, body } = await send(cloudEvent(change))
  expect([status, body.code, body.errors[0].path]).toEqual([422, code, path])
})

test('__proto__ among the attributes is a name that cannot be kept, and nothing is polluted', async () => {
  const text = JSON.stringify(cloudEvent()).replace('{', '{"__proto__":{"polluted":1},')
  expect((await send(text)).body.code).toBe('unsafe_value')
  expect(({} as Record<string, unknown>).polluted).toBeUndefined()
})

test('of a batch each is judged by itself', async () => {
  const good = [cloudEvent(), cloudEvent()]
  const sent = [good[0], cloudEvent({ specversion: '2.0' }), good[1], 'text', good[0]]
  const { status, body } = await service.call('POST', '/analytics/ingest/batch', sent, batch)
  expect(status).toBe(207)
  expect(body).toMatchObject({ accepted: 2, duplicates: 1, rejected: 2 })
  expect(body.results.map(({ status, reason }: { status: string; reason?: string }) => reason ?? status)).toEqual([
    ...['accepted', 'invalid_event', 'accepted', 'not_an_object', 'duplicate'],
  ])
})

test('a batch where one event is expected, and one event where a batch is, are refused as such', async () => {
  expect((await send([cloudEvent()], batch)).body.code).toBe('not_an_object')
  const { status, body } = await service.call('POST', '/analytics/ingest/batch', cloudEvent(), one)
  expect([status, body.code]).toEqual([400, 'malformed_body'])
})

test('the trace of a request is the trace of an event that names none', async () => {
  const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
  const traced = await send(cloudEvent(), { ...one, traceparent })
  expect((await look(traced.body.id)).trace_id).toBe('4bf92f3577b34da6a3ce929d0e0e4736')
  const junk = await send(cloudEvent(), { ...one, traceparent: 'junk' })
  expect((await look(junk.body.id)).trace_id).toBeNull()
})
