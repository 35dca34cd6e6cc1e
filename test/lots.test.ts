import { afterAll, beforeAll, expect, test } from 'vitest'
import { startService } from './service.ts'

let service: Awaited<ReturnType<typeof startService>>
const ids: Record<string, string> = {}

const event = (type: string, action: string, day: number, given: object, data: object) => ({
  ...{ type, action, producer: 'test', occurred_at: `2026-10-${String(day).padStart(2, '0')}T12:00:00Z` },
  ...given,
  data,
})
const patch = { device_type: 'glucose_patch', lot: 'G-1', firmware: '2.4.1' }
const parcel = { shipment_id: 's1', warehouse_id: 'madrid', carrier: 'seur', lots: ['G-1'] }
const person = { user_id: 'anna' }
const line = { product_id: 'patch', quantity: 2, unit_price: 45, lot: 'G-1' }
const story = {
  produced: event('batch', 'produced', 1, {}, { lot: 'G-1', product_id: 'patch', units_produced: 9 }),
  before: event('order', 'placed', 2, { ...person, order_id: 'o0' }, { items: [line], currency: 'EUR' }),
  placed: event('order', 'placed', 3, { ...person, order_id: 'o1' }, { items: [line], currency: 'EUR' }),
  other: event(
    'order',
    'placed',
    3,
    { ...person, order_id: 'o2' },
    {
      ...{ items: [{ ...line, lot: '=G-2' }], currency: 'EUR' },
    },
  ),
  dispatched: event('shipment', 'dispatched', 4, { ...person, order_id: 'o1' }, parcel),
  delivered: event('shipment', 'delivered', 6, { ...person, order_id: 'o1' }, parcel),
  activated: event('device', 'activated', 7, { ...person, device_id: 'd1' }, patch),
  read: event(
    'telemetry',
    'read',
    9,
    { ...person, device_id: 'd1' },
    {
      ...{ ...patch, metric: 'glucose', value: 100, unit: 'mg/dL' },
    },
  ),
  reported: event(
    'adverse_event',
    'reported',
    8,
    { device_id: 'd1' },
    {
      ...{ report_id: 'r1', severity: 'mild', term: 'skin irritation', narrative: 'Redness for two days.' },
    },
  ),
  later: event('order', 'placed', 20, { ...person, order_id: 'o3' }, { items: [line], currency: 'EUR' }),
}

beforeAll(async () => {
  service = await startService()
  for (const [name, one] of Object.entries(story)) {
    const { status, body } = await service.call('POST', '/analytics/ingest', one)
    expect(status, JSON.stringify(body)).toBe(202)
    ids[name] = body.id
  }
  await service.settled()
})
afterAll(() => service.stopAndClean())

const october = 'from=2026-10-01&to=2026-11-01'

test('without bounds a lot is reported over its whole life, and its units add up or are reported', async () => {
  const stock = (action: string, day: number, data: object) => ({
    ...event('inventory', action, day, {}, { product_id: 'patch', warehouse_id: 'madrid', lot: 'G-9', ...data }),
    idempotency_key: `balance ${action} ${day}`,
  })
  await service.send([
    event('batch', 'produced', 1, {}, { lot: 'G-9', product_id: 'patch', units_produced: 100, units_rejected: 4 }),
    stock('received', 2, { quantity: 98 }),
    stock('sold', 3, { quantity: 40 }),
    stock('shrunk', 4, { quantity: 3 }),
    stock('adjusted', 5, { quantity: -2 }),
    stock('counted', 6, { on_hand: 50 }),
    event(
      'return',
      'received',
      7,
      { order_id: 'o9' },
      { return_id: 'back', items: [{ ...line, quantity: 5, lot: 'G-9' }] },
    ),
  ])
  await service.settled()
  const { body } = await service.call('GET', '/analytics/lots/G-9')
  expect(body.balance).toEqual({
    ...{ made: 96, received: 98, adjusted: -2, sold: 40, shrunk: 3, on_hand: 50, returned: 5 },
    // By hand: 98 − 2 − 40 − 3 − 50, and 98 − 96.
    ...{ unaccounted: 3, received_beyond_made: 2 },
  })
  const whole = await service.call('GET', '/analytics/lots/G-1')
  const bounded = await service.call('GET', `/analytics/lots/G-1?${october}`)
  expect({ ...whole.body, meta: {} }).toEqual({ ...bounded.body, meta: {} })
  expect(whole.body.balance).toMatchObject({ made: 9, received: null, unaccounted: null })
  const lots = (await service.call('GET', '/analytics/lots')).body.lots.map(({ lot }: { lot: string }) => lot)
  expect(lots).toEqual(expect.arrayContaining(['=G-2', 'G-1', 'G-9']))
})

test('lots are listed, and one is returned by GET and POST', async () => {
  const { body } = await service.call('GET', `/analytics/lots?${october}&explain=true`)
  expect(body.lots.map(({ lot }: { lot: string }) => lot)).toEqual(['=G-2', 'G-1', 'G-9'])
  expect(body.meta.sql).toHaveLength(4)
  const one = await service.call('GET', `/analytics/lots/G-1?${october}`)
  expect(one.body).toMatchObject({ produced: 9, orders: 3, shipped: 1, active_devices: 1, readings: 1 })
  const posted = await service.call('POST', '/analytics/lots/G-1', { from: '2026-10-01', to: '2026-11-01' })
  expect({ ...posted.body, meta: {} }).toEqual({ ...one.body, meta: {} })
  expect((await service.call('GET', `/analytics/lots/none?${october}`)).status).toBe(404)
  expect((await service.call('GET', '/analytics/lots?from=2026-10-02&to=2026-10-01')).status).toBe(422)
})

test('an adverse event that names a device alone leads back to lot, order and parcel', async () => {
  const { body } = await service.call('GET', `/analytics/trace/${ids.reported}`)
  expect(body.lot).toBe('G-1')
  expect(body.batch).toMatchObject([{ action: 'produced', units_produced: 9 }])
  expect(body.device).toEqual({
    ...{ device_id: 'd1', activated_at: '2026-10-07T12:00:00.000000Z', firmware: '2.4.1' },
    last_seen_at: '2026-10-09T12:00:00.000000Z',
  })
  // The last order that held the lot before it, whose parcel is known; o3 came later and o2 held another lot.
  expect(body.order).toMatchObject({ order_id: 'o1', user_id: 'anna', value: 90, currency: 'EUR' })
  expect(body.shipment).toEqual({
    ...{ shipment_id: 's1', carrier: 'seur', warehouse_id: 'madrid' },
    ...{ dispatched_at: '2026-10-04T12:00:00.000000Z', delivered_at: '2026-10-06T12:00:00.000000Z' },
  })
  const told = body.timeline.map(({ type, action, label }: Record<string, string>) => [`${type}.${action}`, label])
  expect(told).toEqual([
    ['batch.produced', null],
    ['order.placed', null],
    ['shipment.dispatched', 'seur'],
    ['shipment.delivered', 'seur'],
    ['device.activated', '2.4.1'],
    ['adverse_event.reported', 'mild: skin irritation'],
  ])
  expect(JSON.stringify(body)).not.toContain('Redness')
})

test('a recall list says where each unit went, and its download is audited', async () => {
  const { body } = await service.call('GET', '/analytics/lots/G-1/recall?format=json')
  const went = body.recall.map((row: Record<string, string>) => [
    row.device_id,
    row.order_id,
    row.shipment_id,
    row.status,
  ])
  expect(went).toEqual([
    ['d1', 'o1', 's1', 'in_use'],
    [null, 'o0', null, 'ordered'],
    [null, 'o3', null, 'ordered'],
  ])
  expect(body.recall[0]).toMatchObject({
    ...{ lot: 'G-1', user_id: 'anna', warehouse_id: 'madrid', carrier: 'seur' },
    ...{ delivered_at: '2026-10-06T12:00:00.000000Z', last_seen_at: '2026-10-09T12:00:00.000000Z' },
  })
  const file = await service.call('GET', `/analytics/lots/${encodeURIComponent('=G-2')}/recall`)
  expect(file.headers.get('content-disposition')).toBe('attachment; filename="recall-_G-2.csv"')
  const header = 'lot,order_id,shipment_id,device_id,user_id,warehouse_id,carrier,delivered_at,last_seen_at,status'
  // A name that a spreadsheet would take for a formula is made text.
  expect(file.body.trim().split(/\r?\n/)).toEqual([header, `"'=G-2","o2",,,"anna",,,,,"ordered"`])
  const { body: trail } = await service.call('GET', '/analytics/compliance/audit')
  expect(trail.entries.slice(0, 2)).toMatchObject([
    { action: 'lot.recall_list', details: { lot: '=G-2', rows: 1, format: 'csv' } },
    { action: 'lot.recall_list', details: { lot: 'G-1', rows: 3, format: 'json' } },
  ])
  expect((await service.call('GET', '/analytics/lots/none/recall')).status).toBe(404)

  // It names people and their devices.
  const { body: key } = await service.call('POST', '/analytics/api-keys', {
    name: 'reader',
    scopes: ['analytics:read'],
  })
  const reader = { authorization: `Bearer ${key.key}` }
  expect(await service.call('GET', '/analytics/lots/G-1/recall', undefined, reader)).toMatchObject({
    status: 403,
    body: { code: 'forbidden', scope: 'personal:read' },
  })
  expect((await service.call('GET', '/analytics/lots/G-1', undefined, reader)).status).toBe(200)
})

test('a reading leads back too, and the trace of an unrelated event is that event alone', async () => {
  const reading = await service.call('GET', `/analytics/trace/${ids.read}`)
  expect(reading.body).toMatchObject({ lot: 'G-1', order: { order_id: 'o1' } })
  const batch = await service.call('GET', `/analytics/trace/${ids.produced}`)
  expect(batch.body).toMatchObject({ lot: 'G-1', device: null, order: null, shipment: null })
  expect((await service.call('GET', '/analytics/trace/00000000-0000-4000-8000-000000000000')).status).toBe(404)
})
