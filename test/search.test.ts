import { afterAll, beforeAll, expect, test } from 'vitest'
import { createApiKey } from '../src/access/api-keys.ts'
import { request, startService } from './service.ts'

const dayMs = 86_400_000
const at = (daysAgo: number) => new Date(Date.now() - daysAgo * dayMs).toISOString()
const event = (type: string, action: string, ids: object, data: object, daysAgo = 1) => ({
  ...{ type, action, producer: 'test', occurred_at: at(daysAgo), ...ids, data },
})
const line = { product_id: 'Patch-S5', category: 'patches', quantity: 1, unit_price: 45, lot: 'G-1' }
const paid = { payment_id: 'pay-771', gateway: 'stripe', method: 'card', amount: 45, currency: 'EUR' }
const story = [
  event('order', 'placed', { user_id: 'maria-7', order_id: 'order-1246' }, { items: [line], currency: 'EUR' }),
  event('order', 'placed', { user_id: 'maria-7', order_id: 'order-12460' }, { items: [line], currency: 'EUR' }, 3),
  event('order', 'placed', { user_id: 'ben-8', order_id: 'old-order-1246' }, { items: [line], currency: 'EUR' }, 500),
  event('payment', 'captured', { order_id: 'order-1246' }, paid),
  event('shipment', 'dispatched', { order_id: 'order-1246' }, { shipment_id: 'parcel-771', carrier: 'seur' }),
  event('device', 'activated', { user_id: 'maria-7', device_id: 'device-771' }, { device_type: 'glucose_patch' }),
  event('batch', 'produced', {}, { lot: 'G-771', product_id: 'Patch-S5', units_produced: 9 }),
  event('adverse_event', 'reported', { device_id: 'device-771' }, { report_id: 'report-771', severity: 'mild' }),
]

let service: Awaited<ReturnType<typeof startService>>
beforeAll(async () => {
  service = await startService()
  await service.send(story)
  await service.settled()
})
afterAll(() => service.stopAndClean())

const search = async (q: string, headers?: Record<string, string>) =>
  (await service.call('GET', `/analytics/search?q=${encodeURIComponent(q)}`, undefined, headers)).body
const found = ({ records }: { records: { kind: string; id: string }[] }) =>
  records.map(({ kind, id }) => `${kind} ${id}`)

const keyWith = async (tenantId: string, scopes: Parameters<typeof createApiKey>[1]['scopes']) => {
  const { key } = await createApiKey(service.service.db, { tenantId, name: scopes.join(' '), scopes })
  return { authorization: `Bearer ${key}` }
}

test('a part of an id finds all that hold it, in any case, each with its order', async () => {
  const body = await search('771')
  expect(body.complete).toBe(true)
  expect(found(body).sort()).toEqual([
    'device device-771',
    'lot G-771',
    'payment pay-771',
    'report report-771',
    'shipment parcel-771',
  ])
  const payment = body.records.find(({ kind }: { kind: string }) => kind === 'payment')
  expect(payment).toMatchObject({ order_id: 'order-1246', label: null })
  expect(found(await search('PAY-7'))).toEqual(['payment pay-771'])
})

test('a whole id comes first, is found whatever its age, and before the warehouse knows it', async () => {
  expect(found(await search('order-1246'))).toEqual(['order order-1246', 'order order-12460'])
  expect(found(await search('old-order-1246'))).toEqual(['order old-order-1246'])
  expect(found(await search('old-order-12'))).toEqual([])
  const sent = await service.call(
    'POST',
    '/analytics/ingest',
    event('payment', 'captured', {}, { ...paid, payment_id: 'now-1' }),
  )
  expect(found(await search('now-1'))).toEqual(['payment now-1'])
  const [one] = (await search(sent.body.id)).records
  expect(one).toMatchObject({ kind: 'event', id: sent.body.id, label: 'payment captured' })
})

test('values of dimensions are found by a part of them, also those of order lines', async () => {
  const { values } = await search('patch')
  expect(values).toContainEqual({ dimension: 'category', value: 'patches', events: 2 })
  expect(values).toContainEqual(expect.objectContaining({ dimension: 'product_id', value: 'Patch-S5' }))
  expect(values).toContainEqual(expect.objectContaining({ dimension: 'wearable_type', value: 'glucose_patch' }))
  expect((await search('STRI')).values).toEqual([{ dimension: 'gateway', value: 'stripe', events: 2 }])
})

test('users are found by those alone who may read what is personal', async () => {
  expect(found(await search('maria'))).toEqual(['user maria-7'])
  const reader = await keyWith('demo', ['analytics:read'])
  expect(found(await search('maria', reader))).toEqual([])
  expect(found(await search('maria-7', reader))).toEqual([])
  expect(found(await search('maria-7', await keyWith('demo', ['analytics:read', 'personal:read'])))).toEqual([
    'user maria-7',
  ])
})

test('a tenant finds nothing of another', async () => {
  const other = await keyWith('clinic', ['admin'])
  for (const q of ['order-1246', '771', 'maria-7', 'stripe']) {
    expect(await search(q, other), q).toEqual({ records: [], values: [], complete: true })
  }
})

test('a search leaves an entry that names whom it found, and not what was typed', async () => {
  await search('device-771')
  const { entries } = (
    await service.call('GET', '/analytics/compliance/audit?action=records.searched&subject=device-771')
  ).body
  expect(entries.length).toBeGreaterThan(0)
  expect(JSON.stringify(entries)).not.toContain('device-771')
})

test('what the warehouse cannot answer is reported as missing', async () => {
  const { warehouse } = service.service.deps
  const { ask } = warehouse
  const { Failure } = await import('../src/platform/errors.ts')
  Object.assign(warehouse, { ask: () => Promise.reject(new Failure('warehouse_unavailable', 'away')) })
  try {
    expect(await search('pay-771')).toMatchObject({ complete: false, values: [], records: [{ id: 'pay-771' }] })
  } finally {
    Object.assign(warehouse, { ask })
  }
})

test('less than two characters are refused', async () => {
  for (const q of ['a', ' a ']) {
    const answer = await request(service.url, 'GET', `/analytics/search?q=${encodeURIComponent(q)}`)
    expect([q, answer.status, answer.body.code]).toEqual([q, 422, 'invalid_request'])
  }
})
