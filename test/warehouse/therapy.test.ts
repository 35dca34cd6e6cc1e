import { afterAll, beforeAll, expect, it } from 'vitest'
import type { StoredEvent } from '../../src/events/envelope.ts'
import { answerTherapy } from '../../src/insights/therapy/answer.ts'
import { euros, openTestWarehouse, placed, stored } from './open.ts'

const on = (day: number, hour = 12) => ({
  occurred_at: `2026-10-${String(day).padStart(2, '0')}T${String(hour).padStart(2, '0')}:00:00.000000Z`,
})
const order = (id: string, day: number, lot: string, region = 'Madrid') =>
  placed(id, 1, 45, {
    ...on(day),
    user_id: `user-${id}`,
    context: { region },
    data: { items: [{ product_id: 'patch', quantity: 1, unit_price: 45, category: 'patches', lot }] },
  })
const parcel = (action: string, order_id: string, day: number) =>
  stored({ type: 'shipment', action, ...on(day), order_id, data: { shipment_id: `parcel-${order_id}` } })
const device = (action: string, id: string, day: number, given: Partial<StoredEvent>, firmware = '2.4.1') =>
  stored({ type: 'device', action, ...on(day), device_id: id, ...given, data: { firmware, ...given.data } })
const days = (id: string, first: number, valid: readonly number[]) =>
  valid.map((valid_patch_days, index) =>
    stored({
      type: 'patch',
      action: 'day_recorded',
      ...on(first + index, 23),
      device_id: id,
      data: { prescribed_days: 1, valid_patch_days },
    }),
  )
const harm = (device_id: string, day: number) =>
  stored({
    type: 'adverse_event',
    action: 'reported',
    ...on(day),
    device_id,
    data: { report_id: 'r', severity: 'mild' },
  })
const refund = (order_id: string, day: number) =>
  stored({
    type: 'refund',
    action: 'completed',
    ...on(day),
    order_id,
    data: { refund_id: `refund-${order_id}`, amount: 45, currency: 'EUR' },
  })

/**
 * Six orders of the 1st: o1 to o4 are sent after 1, 1, 2 and 2 days and o1 to o3 delivered after 2, 2 and 3 more. o1's device
 * names its order; o2's and o3's are known by person and lot. o1 is kept to (4 of 5 days), o2 is not (3 of 4), and harms.
 */
const events = [
  ...['o1', 'o2', 'o3', 'o4'].map((id) => order(id, 1, id === 'o1' ? 'G-1' : 'G-2')),
  order('o5', 1, 'G-2', 'Porto'),
  order('o6', 1, 'UNKNOWN', 'Porto'),
  ...[parcel('dispatched', 'o1', 2), parcel('dispatched', 'o2', 2)],
  ...[parcel('dispatched', 'o3', 3), parcel('dispatched', 'o4', 3), parcel('dispatched', 'o4', 9)],
  ...[parcel('delivered', 'o1', 4), parcel('delivered', 'o2', 4), parcel('delivered', 'o3', 6)],
  // Delivered, without a recorded dispatch: it did not come through the steps.
  parcel('delivered', 'o5', 6),
  device('registered', 'd1', 4, { order_id: 'o1', user_id: 'user-o1' }),
  device('activated', 'd1', 5, { order_id: 'o1', user_id: 'user-o1' }),
  device('activated', 'd2', 8, { user_id: 'user-o2', data: { lot: 'G-2' } }, '2.5.0'),
  device('activated', 'd3', 7, { user_id: 'user-o3', data: { lot: 'G-2' } }, '2.5.0'),
  // of the same person, but of another lot; and one that was never activated
  device('activated', 'd4', 8, { user_id: 'user-o4', data: { lot: 'G-9' } }),
  device('registered', 'd5', 8, { user_id: 'user-o4', data: { lot: 'G-2' } }),
  ...days('d1', 6, [1, 1, 0, 1, 1]),
  ...days('d2', 9, [1, 1, 0, 1]),
  harm('d2', 12),
  harm('d2', 14),
  harm('d9', 12),
  ...[refund('o2', 21), refund('o6', 11)],
]

let opened: Awaited<ReturnType<typeof openTestWarehouse>>
beforeAll(async () => {
  opened = await openTestWarehouse()
  await opened.warehouse.insert(events, 'therapies')
})
afterAll(() => opened.close())

const ask = (given: object = {}) =>
  opened.warehouse.ask('acme', answerTherapy, { from: '2026-10-01', to: '2026-10-02', ...given })
const counts = (steps: readonly { id: string; count: number | null }[]) =>
  Object.fromEntries(steps.map(({ id, count }) => [id, count]))

it('follows orders to a therapy that is kept to, and to harm and refunds', async () => {
  const { steps } = await ask()
  const row = (id: string) => steps.find((step) => step.id === id)
  expect(row('ordered')).toEqual({
    id: 'ordered',
    ...{ count: 6, conversion: 1, drop_off: null, median_days: null, p90_days: null },
  })
  // 1, 1, 2 and 2 days
  expect(row('shipped')).toMatchObject({ count: 4, conversion: 4 / 6, drop_off: 2 / 6, median_days: 1.5, p90_days: 2 })
  // 2, 2 and 3 days; a rank of 0.9 · 2 lies four fifths of the way from the second to the third
  expect(row('delivered')).toMatchObject({ count: 3, conversion: 0.5, drop_off: 0.25, median_days: 2 })
  expect(row('delivered')?.p90_days).toBeCloseTo(2.8, 12)
  // 1, 4 and 1 days
  expect(row('activated')).toMatchObject({ count: 3, conversion: 0.5, drop_off: 0, median_days: 1 })
  expect(row('adherent')).toMatchObject({ count: 1, conversion: 1 / 6, drop_off: 2 / 3, median_days: null })
  // of the three activated; four days after
  expect(row('adverse_event')).toMatchObject({ count: 1, conversion: 1 / 3, drop_off: null, median_days: 4 })
  // 10 and 20 days after the order
  expect(row('refunded')).toMatchObject({ count: 2, conversion: 2 / 6, drop_off: null, median_days: 15 })
})

it('cuts by lot, region, product and the firmware of the device', async () => {
  const valuesOf = async (by: string) =>
    (await ask({ by })).breakdown?.map(({ value, steps }) => [
      value,
      counts(steps).ordered,
      counts(steps).activated,
      counts(steps).adherent,
    ])
  expect(await valuesOf('lot')).toEqual([
    ['G-2', 4, 2, 0],
    [null, 1, 0, 0],
    ['G-1', 1, 1, 1],
  ])
  expect(await valuesOf('region')).toEqual([
    ['Madrid', 4, 3, 1],
    ['Porto', 2, 0, 0],
  ])
  expect(await valuesOf('product_id')).toEqual([['patch', 6, 3, 1]])
  expect(await valuesOf('firmware')).toEqual([
    [null, 3, 0, 0],
    ['2.5.0', 2, 2, 0],
    ['2.4.1', 1, 1, 1],
  ])
})

it('takes filters of the order, of its lot and of its firmware', async () => {
  expect(counts((await ask({ filters: { region: 'Porto' } })).steps)).toMatchObject({ ordered: 2, refunded: 1 })
  expect(counts((await ask({ filters: { lot: 'G-2' } })).steps)).toMatchObject({ ordered: 4, activated: 2 })
  expect(counts((await ask({ filters: { lot: null } })).steps)).toMatchObject({ ordered: 1, refunded: 1 })
  expect(counts((await ask({ filters: { firmware: '2.5.0' } })).steps)).toMatchObject({ ordered: 2, adverse_event: 1 })
  expect(counts((await ask({ filters: { category: 'sensors' } })).steps)).toMatchObject({ ordered: 0, shipped: 0 })
})

it('leaves orders of refills and accessories out of the shares, and counts them as placed', async () => {
  const bought = (id: string, ...products: string[]) =>
    placed(id, 1, 20, {
      ...on(1),
      ...{ tenant_id: 'refills', user_id: `user-${id}` },
      data: {
        items: products.map((product_id) => ({
          ...{ product_id, quantity: 1, unit_price: 20, category: 'patches' },
          lot: product_id === 'starter' ? 'S-1' : 'R-1',
        })),
      },
    })
  const of = (event: StoredEvent) => ({ ...event, tenant_id: 'refills' })
  await opened.warehouse.insert(
    [
      ...[bought('r1', 'starter'), bought('r2', 'starter', 'refill'), bought('r3', 'refill'), bought('r4', 'refill')],
      ...['r1', 'r2', 'r3'].flatMap((id) => [of(parcel('dispatched', id, 2)), of(parcel('delivered', id, 3))]),
      of(device('activated', 'rd1', 4, { user_id: 'user-r1', data: { lot: 'S-1' } })),
      of(refund('r4', 9)),
    ],
    'refills',
  )
  const range = { from: '2026-10-01', to: '2026-10-02' }
  const { steps, with_device, breakdown } = await opened.warehouse.ask('refills', answerTherapy, {
    ...range,
    by: 'product_id',
  })
  expect(with_device).toBe(2)
  expect(steps.map(({ id, count, conversion, drop_off }) => [id, count, conversion, drop_off])).toEqual([
    ['ordered', 4, 1, null],
    ['shipped', 2, 1, 0],
    ['delivered', 2, 1, 0],
    ['activated', 1, 0.5, 0.5],
    ['adherent', 0, 0, 1],
    ['adverse_event', 0, 0, null],
    ['refunded', 1, 0.25, null],
  ])
  expect(breakdown?.map((it) => [it.value, counts(it.steps).ordered, it.with_device])).toEqual([
    ['refill', 3, 1],
    ['starter', 2, 2],
  ])
})

it('has no shares where there are no orders', async () => {
  const { steps } = await ask({ from: '2026-09-01', to: '2026-09-02' })
  for (const { count, conversion, median_days } of steps) {
    expect([count, conversion, median_days]).toEqual([0, null, null])
  }
})

it('is that of one tenant', async () => {
  const { steps } = await opened.warehouse.ask('globex', answerTherapy, { from: '2026-10-01', to: '2026-10-02' })
  expect(steps[0]?.count).toBe(0)
})

it('refuses a dimension that events do not have', async () => {
  await expect(ask({ filters: { colour: 'red' } })).rejects.toMatchObject({ code: 'dimension_not_allowed' })
})

it('shows no figure of health that rests on few devices, nor what it could be derived from', async () => {
  const askAtLeast = (smallCell: number, given: object = {}) =>
    opened.warehouse.ask(
      'acme',
      answerTherapy,
      { from: '2026-10-01', to: '2026-10-02', ...given },
      { ...euros, smallCell },
    )
  const healthOf = (steps: Awaited<ReturnType<typeof ask>>['steps']) =>
    steps.filter(({ id }) => id === 'adherent' || id === 'adverse_event').map(({ count }) => count)
  // G-1 has one activated order, which the whole less G-2 would disclose; the order without a lot has none.
  const cut = await askAtLeast(2, { by: 'lot' })
  expect(healthOf(cut.steps)).toEqual([1, 1])
  expect(cut.breakdown?.map(({ value, steps }) => [value, ...healthOf(steps)])).toEqual([
    ['G-2', null, null],
    [null, 0, 0],
    ['G-1', null, null],
  ])
  expect(cut.meta.suppressed).toBe(4)
  expect(counts(cut.breakdown?.[0]?.steps ?? [])).toMatchObject({ ordered: 4, activated: 2 })
  // What a filter leaves out is a cell, too: two of G-2 are shown, and one that is not.
  const filtered = await askAtLeast(2, { filters: { lot: 'G-2' } })
  expect([healthOf(filtered.steps), filtered.meta.suppressed]).toEqual([[null, null], 2])
  expect(healthOf((await askAtLeast(2, { filters: { region: 'Madrid' } })).steps)).toEqual([1, 1])
  expect(healthOf((await askAtLeast(4)).steps)).toEqual([1, 1])
  expect((await askAtLeast(0, { by: 'lot' })).meta.suppressed).toBeUndefined()
})
