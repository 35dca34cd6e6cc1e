import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { dryRun } from '../../importer/dry-run.ts'
import { importFile } from '../../importer/import-file.ts'
import { mapRows } from '../../importer/map-rows.ts'
import { loadMapping } from '../../importer/mapping.ts'
import { openSource } from '../../importer/read-rows.ts'
import { openCheck } from '../../src/commands/import-check.ts'
import { startService } from '../service.ts'

/** Each file goes through the command's own path into a running service; the figures are worked out by hand. */
let service: Awaited<ReturnType<typeof startService>>
beforeAll(async () => {
  service = await startService()
})
afterAll(() => service.stopAndClean())

const fixture = (file: string) => join(import.meta.dirname, '..', 'fixtures', 'exports', file)

async function imported(map: string, file: string, set: Record<string, string> = {}) {
  const tried = await dryRun({ file: fixture(file), map, set, url: service.url }, await openCheck())
  const summary = await importFile({
    file: fixture(file),
    ...{ map, set, url: service.url, key: service.key },
    rejected: join(service.folder, `${file}.rejected.ndjson`),
    state: join(service.folder, `${file}.import.json`),
  })
  // What a dry run says before is what comes.
  expect(tried.summary).toEqual(summary)
  await service.settled()
  return summary
}

async function totals(metrics: string[], question: object) {
  const always = { from: '1990-01-01', to: '2030-01-01' }
  const { status, body } = await service.call('POST', '/analytics/query', { metrics, ...always, ...question })
  if (status !== 200) throw new Error(JSON.stringify(body))
  return body.totals as Record<string, number>
}

const of = (producer: string, more = {}) => ({ filters: { producer: [producer], ...more } })

async function events(query: string) {
  const { body } = await service.call('GET', `/analytics/events?limit=100&${query}`)
  // biome-ignore lint/suspicious/noExplicitAny: looks into the data of any type
  return (body.events as any[]).sort((a, b) => (a.occurred_at < b.occurred_at ? -1 : 1))
}

test('Shopify: orders of several lines, offsets, empty SKUs, refunds in part and in full', async () => {
  expect(await imported('shopify', 'shopify.csv')).toMatchObject({ rows: 5, accepted: 11, rejected: 0, skipped: {} })
  const figures = await totals(
    [
      'orders',
      'gmv',
      'items_sold',
      'payments_captured',
      'refunds',
      'partial_refunds',
      'refund_amount',
      'orders_cancelled',
    ],
    of('shopify'),
  )
  // Lines: 2 × 20 + 10, 2 × 20, 4 × 20, 10.
  expect(figures).toMatchObject({ orders: 4, gmv: 180, items_sold: 10 })
  expect(figures).toMatchObject({ payments_captured: 3, refunds: 2, partial_refunds: 1, refund_amount: 50.5 })
  expect(figures.orders_cancelled).toBe(1)
  const [order] = await events('type=order&order_id=%231003')
  expect(order).toMatchObject({ occurred_at: '2025-05-12T03:55:16.000000Z' })
  expect(order.data.items.map((item: { product_id: string }) => item.product_id)).toEqual([
    'PATCH-1',
    'Adhesive, 5 pack',
  ])
})

test('WooCommerce: lines out of one cell, in French and in English', async () => {
  expect(await imported('woocommerce', 'woocommerce_fr.csv')).toMatchObject({ accepted: 3, rejected: 0 })
  expect(await imported('woocommerce', 'woocommerce.csv')).toMatchObject({ accepted: 2, rejected: 0 })
  const figures = await totals(['orders', 'gmv', 'items_sold', 'refund_amount', 'orders_cancelled'], of('woocommerce'))
  expect(figures).toMatchObject({ orders: 3, items_sold: 9, refund_amount: 8, orders_cancelled: 1 })
  // 50 over three units is 16.666667 each.
  expect(figures.gmv).toBeCloseTo(50 + 12.5 + 40, 5)
  const [order] = await events('order_id=203&type=order')
  expect(order.data.items).toMatchObject([
    { product_id: 'Green tea', quantity: 2, unit_price: 8 },
    { product_id: 'Tea x 50 bags', quantity: 3, unit_price: 8 },
  ])
})

test('Stripe: full and partial refunds distinguished by amount, a decline, and cents of the API', async () => {
  const summary = await imported('stripe_payments', 'stripe_payments.csv')
  expect(summary).toMatchObject({ rows: 5, accepted: 6, rejected: 0, skipped: { 'payment that came to no end': 1 } })
  const asked = ['payments_captured', 'refunds', 'partial_refunds', 'refund_amount']
  expect(await totals(asked, of('stripe'))).toMatchObject({
    payments_captured: 3,
    refunds: 2,
    partial_refunds: 1,
    refund_amount: 105,
  })
  expect(await imported('stripe_charges', 'stripe_charges.json')).toMatchObject({
    ...{ rows: 5, accepted: 6, rejected: 0 },
    skipped: { 'charge that did not succeed': 1 },
  })
  const amounts = (await events('type=payment&action=captured')).filter((event) =>
    /ch_1\d$/.test(event.data.payment_id),
  )
  expect(amounts.map(({ data }) => [data.amount, data.currency])).toEqual([
    [1999.99, 'USD'],
    [50, 'USD'],
    [1500, 'JPY'],
    [12.345, 'KWD'],
  ])
  const refunds = (await events('type=refund')).filter((event) => /ch_1\d$/.test(event.data.payment_id))
  expect(refunds.map(({ data }) => [data.amount, data.full])).toEqual([
    [50, true],
    [500, false],
  ])
})

test('Dexcom Clarity: short rows above, Low and High, and the hour that comes twice', async () => {
  const summary = await imported('dexcom_clarity', 'dexcom_clarity.csv', { zone: 'Europe/Berlin' })
  expect(summary).toMatchObject({ rows: 12, accepted: 5, rejected: 0, duplicates: 0, skipped: { 'no reading': 7 } })
  // 39 and 401 lie outside 54 to 250; 54 itself does not.
  const figures = await totals(['readings', 'readings_out_of_range', 'active_devices'], of('dexcom_clarity'))
  expect(figures).toMatchObject({ readings: 5, readings_out_of_range: 2, active_devices: 1 })
})

test('LibreView: a line above, repeats within the file, both units, and AM and PM', async () => {
  const summary = await imported('libreview', 'libreview.csv', { zone: 'Asia/Tokyo' })
  expect(summary).toMatchObject({ rows: 8, accepted: 4, duplicates: 0, repeated: 3, rejected: 0 })
  expect(summary.skipped).toEqual({ 'strip, note, food or insulin': 1 })
  const us = await imported('libreview', 'libreview_us.csv', { zone: 'America/New_York', date: 'MM-DD-YYYY' })
  expect(us).toMatchObject({ rows: 2, accepted: 2, rejected: 0 })
  // Out of range are 14.2, 2.9 and 251; 13.9 is not.
  const figures = await totals(['readings', 'readings_out_of_range', 'active_devices'], of('libreview'))
  expect(figures).toMatchObject({ readings: 6, readings_out_of_range: 3, active_devices: 2 })
  const times = (await events('type=telemetry&device_id=US-1')).map((event) => event.occurred_at)
  expect(times).toEqual(['2025-01-31T05:05:00.000000Z', '2025-01-31T17:05:00.000000Z'])
})

test('CareLink: a preamble, dates of two-digit years apart from times, cells with commas', async () => {
  const summary = await imported('carelink', 'carelink.csv', { zone: 'America/New_York', device: 'pump-723' })
  expect(summary).toMatchObject({ rows: 4, accepted: 3, rejected: 0, skipped: { 'no reading': 1 } })
  expect(await totals(['readings', 'readings_out_of_range'], of('carelink'))).toMatchObject({
    readings: 3,
    readings_out_of_range: 1,
  })
  const [first] = await events('type=telemetry&device_id=pump-723')
  expect(first).toMatchObject({
    occurred_at: '2014-01-01T04:55:00.000000Z',
    data: { metric: 'blood_glucose', value: 143 },
  })
})

test('DataCo: Latin-1, lines that lie apart, prices as binary fractions, on time by scheduled days', async () => {
  expect(await imported('dataco', 'dataco.csv')).toMatchObject({ rows: 4, accepted: 6, rejected: 0 })
  const asked = ['orders', 'gmv', 'items_sold', 'orders_cancelled', 'shipments_delivered', 'on_time_delivery_rate']
  // 2 × 59.99 + 49.98, 327.75, 5 × 10; of two parcels one was late.
  expect(await totals(asked, of('dataco'))).toMatchObject({
    ...{ orders: 3, gmv: 547.71, items_sold: 9, orders_cancelled: 1 },
    ...{ shipments_delivered: 2, on_time_delivery_rate: 0.5 },
  })
  expect((await totals(['orders'], of('dataco', { country: ['México'] }))).orders).toBe(1)
})

test('eCommerce behaviour: times in UTC, ids of 19 digits, the same view twice', async () => {
  expect(await imported('ecommerce_behavior', 'ecommerce_behavior.csv')).toMatchObject({ accepted: 5, rejected: 0 })
  expect(await totals(['orders', 'gmv', 'product_views'], of('ecommerce'))).toMatchObject({
    ...{ orders: 2, gmv: 773.45, product_views: 2 },
  })
  const { mapping } = await loadMapping('ecommerce_behavior')
  const ids: unknown[] = []
  for await (const outcome of mapRows((await openSource(fixture('ecommerce_behavior.csv'), mapping)).rows, mapping)) {
    if (outcome.kind === 'event' && outcome.event.type === 'cart') ids.push(outcome.event.data)
  }
  expect(ids).toMatchObject([{ category_id: '2103807459595387724' }])
})

test('CDNOW: columns of fixed widths without a header', async () => {
  expect(await imported('cdnow', 'cdnow.txt')).toMatchObject({ rows: 4, accepted: 4, rejected: 0 })
  expect(await imported('cdnow_sample', 'cdnow_sample.txt')).toMatchObject({ rows: 3, accepted: 3, rejected: 0 })
  const figures = await totals(['orders', 'gmv', 'items_sold', 'unique_purchasers'], of('cdnow'))
  expect(figures).toMatchObject({ orders: 7, items_sold: 17, unique_purchasers: 5 })
  // 20 over three CDs and 63.34 over three are kept to six decimals each.
  expect(figures.gmv).toBeCloseTo(11.77 + 12 + 77 + 20 + 29.33 + 29.73 + 63.34, 4)
})

test('openFDA recalls: a document with its results, lots out of prose', async () => {
  expect(await imported('openfda_recalls', 'openfda_recalls.json')).toMatchObject({ accepted: 4, rejected: 0 })
  expect(await imported('openfda_recalls_lines', 'openfda_recalls.jsonl')).toMatchObject({ accepted: 2, rejected: 0 })
  const recalls = await events('type=batch&action=recalled')
  expect(recalls.map(({ data }) => data.lot)).toEqual(['6230', 'UNKNOWN', '24A117', 'KL-9087', 'UNKNOWN', 'B77-2'])
  expect(recalls[2]).toMatchObject({ occurred_at: '2025-01-15T12:00:00.000000Z' })
})
