import { afterAll, beforeAll, expect, test } from 'vitest'
import type { StoredEvent } from '../../src/events/envelope.ts'
import { answerQuery } from '../../src/query/answer.ts'
import type { QueryRequest } from '../../src/query/request.ts'
import { euros, openTestWarehouse, stored } from './open.ts'

/** Figures of health that rest on few devices are not disclosed, nor what they could be derived from. */
let opened: Awaited<ReturnType<typeof openTestWarehouse>>
const devices: Readonly<Record<string, readonly [country: string, count: number]>> = {
  L1: ['ES', 3],
  L2: ['ES', 20],
  L3: ['PT', 7],
  L4: ['PT', 30],
}
beforeAll(async () => {
  opened = await openTestWarehouse()
  const events = Object.entries(devices).flatMap(([lot, [country, count]]) =>
    Array.from({ length: count }, (_, index) => index).flatMap((index): StoredEvent[] => {
      const of = { device_id: `${lot}-${index}`, occurred_at: '2026-10-02T08:00:00.000000Z', context: { country } }
      const at = (day: number) => `2026-10-0${day}T08:00:00.000000Z`
      return [
        stored({ ...of, type: 'dose', action: index === 0 ? 'missed' : 'delivered', data: { lot } }),
        stored({
          ...of,
          type: 'telemetry',
          action: 'read',
          data: { metric: 'glucose', value: 100, unit: 'mg/dL', lot },
        }),
        stored({
          ...of,
          type: 'telemetry',
          action: 'read',
          occurred_at: at(3),
          data: { metric: 'glucose', value: 90, unit: 'mg/dL', lot },
        }),
        ...[100, 90].map((value, hour) =>
          stored({
            ...{ ...of, type: 'telemetry', action: 'read', occurred_at: `2026-10-02T1${hour}:00:00.000000Z` },
            data: { metric: 'heart_rate', value, unit: 'bpm', lot },
          }),
        ),
        stored({
          ...{ ...of, type: 'patch', action: 'day_recorded' },
          data: { lot, valid_patch_days: 1, prescribed_days: 2 },
        }),
        ...(index < 6
          ? [
              stored({
                ...of,
                type: 'adverse_event',
                action: 'reported',
                data: { report_id: `${lot}-${index}`, lot, severity: 'mild' },
              }),
            ]
          : []),
        stored({
          ...of,
          type: 'order',
          action: 'placed',
          order_id: `${lot}-${index}`,
          data: { currency: 'EUR', items: [{ product_id: 'p', quantity: 1, unit_price: 1, lot }] },
        }),
      ]
    }),
  )
  await opened.warehouse.insert(events, 'devices')
})
afterAll(() => opened.close())

const ask = (request: Partial<QueryRequest>, smallCell = 5) =>
  opened.warehouse.ask(
    'acme',
    answerQuery,
    { metrics: ['readings'], from: '2026-10-01', to: '2026-10-06', ...request },
    { ...euros, smallCell },
  )
const byLot = async (metric: string, request: Partial<QueryRequest> = {}, smallCell = 5) => {
  const { rows } = await ask({ metrics: [metric], dimensions: ['lot'], ...request }, smallCell)
  return Object.fromEntries(rows.map((row) => [row.lot, row[metric]]))
}

test('off, every figure is shown, and the answer does not mention cells', async () => {
  expect(await byLot('readings', {}, 0)).toEqual({ L1: 12, L2: 80, L3: 28, L4: 120 })
  expect((await ask({ dimensions: ['lot'] }, 0)).meta).not.toHaveProperty('suppressed')
})

test.each([
  ['readings', { L1: null, L2: 80, L3: null, L4: 120 }],
  ['dose_success_rate', { L1: null, L2: 19 / 20, L3: null, L4: 29 / 30 }],
  ['device_adherence', { L1: null, L2: 0.5, L3: null, L4: 0.5 }],
  ['sensor_stability', { L1: null, L2: 10 / 2 / 95, L3: null, L4: 10 / 2 / 95 }],
  // All have 6 reports but L1, which takes one other with it.
  ['adverse_events', { L1: null, L2: null, L3: 6, L4: 6 }],
])(
  '%s of a lot of three devices is not shown, and neither is the one that would disclose it',
  async (metric, expected) => {
    const found = await byLot(metric)
    expect(Object.keys(found)).toEqual(Object.keys(expected))
    for (const [lot, value] of Object.entries(expected)) {
      if (value === null) expect(found[lot]).toBeNull()
      else expect(found[lot]).toBeCloseTo(value, 9)
    }
    const { totals, meta } = await ask({ metrics: [metric], dimensions: ['lot'] })
    expect(totals[metric]).not.toBeNull()
    expect(meta.suppressed).toBe(2)
  },
)

test('a rate of adverse events is hidden with its numerator, though many devices are active', async () => {
  const found = await byLot('adverse_event_rate')
  expect(found.L1).toBeNull()
  expect(found.L4).not.toBeNull()
})

test('figures not of health, and those that are not cut, are shown', async () => {
  const { rows, totals, meta } = await ask({ metrics: ['orders', 'readings'], granularity: 'day' })
  expect(rows.map(({ readings }) => readings)).toEqual([180, 60])
  expect(totals).toEqual({ orders: 60, readings: 240 })
  expect(meta.suppressed).toBe(0)
  expect(await byLot('items_sold')).toEqual({ L1: 3, L2: 20, L3: 7, L4: 30 })
})

test('a filter is a cut: what a table hides no filter discloses, alone or by a difference', async () => {
  const of = async (...lot: string[]) => (await ask({ filters: { lot } })).totals.readings
  expect(await of('L1')).toBeNull()
  expect(await of('L3')).toBeNull()
  expect(await of('L2')).toBe(80)
  // Their readings less those of L2 would be what L1 has and a part of L3.
  expect(await of('L1', 'L2')).toBeNull()
  expect(await of('L2', 'L4')).toBe(200)
  expect(await of('L1', 'L3')).toBe(40)
  const { totals, meta } = await ask({ filters: { lot: ['L1'] } })
  expect(totals).toEqual({ readings: null })
  expect(meta).toMatchObject({ suppressed: 2, null_reasons: { readings: 'small_cell' } })
})

test('rows over time hide each bucket, and the total of the range with them', async () => {
  const { rows, totals } = await ask({ filters: { lot: ['L1'] }, granularity: 'day' })
  expect(rows.map(({ readings }) => readings)).toEqual([null, null])
  expect(totals.readings).toBeNull()
})

test('in a table of country and lot nothing is disclosed by rows or columns', async () => {
  const { rows } = await ask({ dimensions: ['country', 'lot'] })
  const told = Object.fromEntries(rows.map(({ country, lot, readings }) => [`${country} ${lot}`, readings]))
  expect(told['ES L1']).toBeNull()
  // Those of Spain less those of L2 would tell L1.
  expect(told['ES L2']).toBeNull()
})

test('rows do not stand in the order of what is hidden', async () => {
  const { rows } = await ask({ dimensions: ['lot'], order_by: '-readings' })
  expect(rows.map(({ lot }) => lot)).toEqual(['L4', 'L2', 'L1', 'L3'])
})

test('the period before is held against its own devices', async () => {
  const { previous, meta } = await ask({
    ...{ dimensions: ['lot'], from: '2026-10-06', to: '2026-10-11', compare: 'previous_period' },
  })
  expect(previous?.rows.map(({ readings }) => readings)).toEqual([null, 80, null, 120])
  expect(meta.suppressed).toBe(2)
})
