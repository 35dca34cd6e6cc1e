import { expect, test } from 'vitest'
import { proportionalReportingRatio } from './proportional-reporting-ratio.ts'

const reports = (ofKind: number, other: number, ofKindElsewhere: number, otherElsewhere: number) => ({
  ofKind,
  other,
  ofKindElsewhere,
  otherElsewhere,
})

test('it is that of rifabutin and uveitis, the example of Evans and others (2001)', () => {
  // 41 of 55 reports on rifabutin, 754 of 592 712 on all other drugs; the paper gives 586 and a chi-square of 22 740
  const found = proportionalReportingRatio(reports(41, 14, 754, 591_958))
  expect(found?.value).toBeCloseTo(586, 0)
  expect(found?.chiSquare).toBeGreaterThan(22_000)
  expect(found?.chiSquare).toBeLessThan(24_000)
  expect(found?.signal).toBe(true)
})

test('ratio, interval and chi-square of 20, 80, 100 and 900 as worked out by hand', () => {
  const found = proportionalReportingRatio(reports(20, 80, 100, 900))
  // 0.2 / 0.1; s = √(1/20 − 1/100 + 1/100 − 1/1000) = √0.049 = 0.22136; e^(1.96 s) = 1.5432
  expect(found?.value).toBeCloseTo(2, 12)
  expect(found?.low).toBeCloseTo(2 / 1.5432, 3)
  expect(found?.high).toBeCloseTo(2 * 1.5432, 3)
  // 1100 (|18 000 − 8 000| − 550)² / (100 · 1000 · 120 · 980)
  expect(found?.chiSquare).toBeCloseTo((1100 * 9450 ** 2) / (100 * 1000 * 120 * 980), 9)
  expect(found?.signal).toBe(true)
})

test('two reports are no signal, however strange', () => {
  expect(proportionalReportingRatio(reports(2, 0, 1, 10_000))?.signal).toBe(false)
})

test('what is reported nowhere else has a ratio by half a report', () => {
  // (4.5 / 11) / (0.5 / 21)
  const found = proportionalReportingRatio(reports(4, 6, 0, 20))
  expect(found?.value).toBeCloseTo(4.5 / 11 / (0.5 / 21), 12)
  expect(found?.signal).toBe(true)
})

test('there is none without reports of the kind, or without anything to compare with', () => {
  expect(proportionalReportingRatio(reports(0, 5, 5, 5))).toBeNull()
  expect(proportionalReportingRatio(reports(3, 5, 0, 0))).toBeNull()
})
