import { expect, test } from 'vitest'
import { averageRunLength } from './average-run-length.ts'
import { type LotDay, lotCusum } from './lot-cusum.ts'
import { poissonCusum, safetyDesign } from './poisson-cusum.ts'
import { simulateLots } from './simulate-lots.ts'

test('the statistic is the one worked out by hand', () => {
  const design = { ratio: 2, limit: 2 }
  const values = poissonCusum(
    [
      { events: 0, expected: 0.4 },
      { events: 2, expected: 0.5 },
      { events: 0, expected: 9 },
      { events: 1, expected: 0.2 },
    ],
    design,
  )
  const expected = [0.6, 0.1 + 2 * Math.LN2, 0, Math.LN2 - 0.2]
  for (const [at, value] of values.entries()) expect(value).toBeCloseTo(expected[at] as number, 12)
})

test('the limit is the one of one false signal in 500 reports, and a doubled rate is found in 14', () => {
  // By 20 000 runs drawn by NumPy 2: 505 ± 4 in control, 13.58 ± 0.06 at twice and 7.56 ± 0.02 at three times the rate.
  expect(Math.abs(averageRunLength(safetyDesign, 1) / safetyDesign.runLength - 1)).toBeLessThan(0.02)
  expect(averageRunLength(safetyDesign, 2)).toBeCloseTo(13.58, 0)
  expect(averageRunLength(safetyDesign, 3)).toBeCloseTo(7.56, 0)
})

const quiet: LotDay = { devices: 100, reports: 0, siblingDevices: 500, siblingReports: 0 }

test('a lot is held against what was known of its siblings the day before, and nothing that comes later changes it', () => {
  const days = [
    { ...quiet, siblingReports: 9 },
    { ...quiet, siblingReports: 1 },
    ...Array.from({ length: 20 }, (_, day) => ({ ...quiet, siblingReports: 1, reports: day > 9 ? 3 : 0 })),
  ]
  const { days: told, signalAt } = lotCusum(days)
  expect(told[0]).toEqual({ expected: null, statistic: null })
  // By SciPy 1.17: chi2.ppf(0.5 + 0.6827 / 2, 22) / 2 = 14.2671 for ten reports; they came in 1 000 device-days.
  expect(told[2]?.expected).toBeCloseTo((100 * 14.2671) / 1_000, 3)
  // It falls to 0 on quiet days. Then three reports a day lift it by 2.08 each, less about 0.4: 1.7, 3.3, 5.0.
  expect(signalAt).toBe(14)
  const later = [...days, { ...quiet, siblingReports: 1_000, reports: 1_000 }]
  expect(lotCusum(later).days.slice(0, days.length)).toEqual(told)
})

test('siblings without a report, and few days in use, make no signal of a report', () => {
  const young = { ...quiet, siblingDevices: 20 }
  const { signalAt } = lotCusum([young, ...Array.from({ length: 5 }, () => ({ ...young, reports: 1 }))])
  expect(signalAt).toBeNull()
  // Beside half a million days without one the same reports are many.
  const known = { ...quiet, siblingDevices: 500_000 }
  expect(lotCusum([known, ...Array.from({ length: 5 }, () => ({ ...known, reports: 1 }))]).signalAt).toBe(4)
})

test('bad lots are found within weeks, and good ones give about as many false signals as the limit was set for', () => {
  const product = { lots: 12, daysBetweenLots: 30, daysInUse: 180, devices: 200, reportsPerDeviceDay: 0.0003 }
  const simulate = (lastLotRatio: number) =>
    Array.from({ length: 60 }, (_, run) => simulateLots({ ...product, lastLotRatio }, `run ${run}`)).flat()
  const good = simulate(1)
  const falseSignals = good.filter(({ daysToSignal }) => daysToSignal !== null).length
  expect(falseSignals / good.length).toBeLessThan(0.06)
  const bad = simulate(3).filter(({ isBad }) => isBad)
  const found = bad.flatMap(({ daysToSignal }) => daysToSignal ?? []).sort((a, b) => a - b)
  expect(found.length / bad.length).toBeGreaterThan(0.95)
  expect(found[found.length >> 1]).toBeLessThan(50)
})
