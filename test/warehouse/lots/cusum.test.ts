import { afterAll, beforeAll, expect, it } from 'vitest'
import { answerLot } from '../../../src/insights/lot/answer.ts'
import { poissonCusum, safetyDesign } from '../../../src/statistics/cusum/poisson-cusum.ts'
import { poissonInterval } from '../../../src/statistics/poisson-interval.ts'
import { openTestWarehouse, stored } from '../open.ts'

/** 40 days from 1 September 2026: G-1 with 20 devices and a report every second day; from the 20th day G-2 with 10 and a report a day. */
const at = (day: number) => `${new Date(Date.UTC(2026, 8, day)).toISOString().slice(0, 10)}T12:00:00.000000Z`
const wears = (lot: string, devices: number, day: number) =>
  Array.from({ length: devices }, (_, nth) =>
    stored({
      ...{ type: 'patch', action: 'day_recorded', occurred_at: at(day), device_id: `${lot} ${nth}` },
      data: { lot, product_id: 'patch', prescribed_days: 1, valid_patch_days: 1 },
    }),
  )
const harms = (lot: string, day: number, device: number) =>
  stored({
    ...{ type: 'adverse_event', action: 'reported', occurred_at: at(day), device_id: `${lot} ${device}` },
    data: { report_id: `${lot} ${day}`, severity: 'moderate', lot, term: 'rash' },
  })
const days = Array.from({ length: 40 }, (_, day) => day + 1)

let opened: Awaited<ReturnType<typeof openTestWarehouse>>
beforeAll(async () => {
  opened = await openTestWarehouse()
  const made = ['G-1', 'G-2'].map((lot) =>
    stored({ type: 'batch', action: 'released', occurred_at: at(1), data: { lot, product_id: 'patch' } }),
  )
  const first = days.flatMap((day) => [...wears('G-1', 20, day), ...(day % 2 ? [harms('G-1', day, day % 20)] : [])])
  const second = days.slice(20).flatMap((day) => [...wears('G-2', 10, day), harms('G-2', day, day % 10)])
  // Of a stranger: the same lot, and another product, of which much is reported.
  const stranger = days.map((day) => ({ ...harms('G-2', day, 1), tenant_id: 'stranger' }))
  await opened.warehouse.insert([...made, ...first, ...second, ...stranger], 'cusum')
})
afterAll(() => opened.close())

const ask = (lot: string, money = { reportingCurrency: 'EUR', rates: [], smallCell: 0 }) =>
  opened.warehouse.ask('acme', answerLot, { lot, from: '2026-09-01', to: '2026-10-11' }, money)

it('is the CUSUM of what is expected by the siblings before, and names the day of its signal', async () => {
  const { cusum } = await ask('G-2')
  expect(cusum).toMatchObject({ limit: safetyDesign.limit, ratio: 2, reports_between_false_signals: 500, reason: null })
  // G-2 begins on the 21st, after 20 days of 20 devices with 10 reports.
  expect(cusum.by_day[0]?.day).toBe('2026-09-21')
  const expected = days.slice(20).map((day) => {
    const reports = Math.ceil((day - 1) / 2)
    return (10 * poissonInterval(reports, 0.6827).high) / (20 * (day - 1))
  })
  expect(cusum.by_day).toHaveLength(20)
  for (const [index, told] of cusum.by_day.entries()) {
    expect(told.expected).toBeCloseTo(expected[index] as number, 9)
    expect(told.adverse_events).toBe(1)
  }
  const values = poissonCusum(
    expected.map((it) => ({ events: 1, expected: it })),
    safetyDesign,
  )
  const signal = values.findIndex((value) => value >= safetyDesign.limit)
  expect(cusum.signal_on).toBe(at(21 + signal).slice(0, 10))
  expect(signal).toBeLessThan(12)
})

it('gives no signal for the lot that is as before, and says why a lot is not judged', async () => {
  expect((await ask('G-1')).cusum).toMatchObject({ signal_on: null, reason: null })
  const unborn = await opened.warehouse.ask('acme', answerLot, { lot: 'G-2', from: '2026-09-01', to: '2026-09-15' })
  expect(unborn.cusum).toMatchObject({ signal_on: null, reason: 'Nothing happened to the lot.', by_day: [] })
  const alone = await opened.warehouse.ask('acme', answerLot, { lot: 'G-1', from: '2026-09-01', to: '2026-09-15' })
  expect(alone.cusum).toMatchObject({ signal_on: null, reason: 'No other lot of its product was in use before.' })
})

it('reports of suppressed cells that there is a signal, and no figures', async () => {
  const { cusum } = await ask('G-2', { reportingCurrency: 'EUR', rates: [], smallCell: 5 })
  expect(cusum.by_day).toEqual([])
  expect(cusum.reason).toContain('Suppressed')
  expect(cusum.signal_on).toBe((await ask('G-2')).cusum.signal_on)
})
