import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { expectedPurchases, fitBgNbd, probabilityAlive } from './bg-nbd.ts'
import { expectedValue, fitGammaGamma } from './gamma-gamma.ts'

const file = join(import.meta.dirname, '../../test/fixtures/cdnow/customers.csv')
const customers = readFileSync(file, 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => {
    const [, repeats = 0, recency = 0, age = 0, meanValue = 0] = line.split(',').map(Number)
    return { repeats, recency, age, meanValue }
  })
const weeks = (repeats: number, recency: number, age: number) => ({ repeats, recency, age })

/** As published for these customers (Fader, Hardie and Lee 2005, table 2; Fader and Hardie 2013). */
const published = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 }
const publishedValue = { p: 6.25, q: 3.74, v: 15.44 }

test('BG/NBD fits the published parameters and likelihood', () => {
  expect(customers).toHaveLength(2357)
  const { model, logLikelihood, converged } = fitBgNbd(customers)
  expect(converged).toBe(true)
  expect(logLikelihood).toBeCloseTo(-9582.4, 1)
  expect(model.r).toBeCloseTo(published.r, 2)
  expect(model.alpha).toBeCloseTo(published.alpha, 2)
  expect(model.a).toBeCloseTo(published.a, 2)
  expect(model.b).toBeCloseTo(published.b, 2)
})

test('the fit does not depend on the unit of time', () => {
  const inDays = customers.map(({ repeats, recency, age }) => weeks(repeats, recency * 7, age * 7))
  const { model } = fitBgNbd(inDays)
  expect(model.alpha / 7).toBeCloseTo(published.alpha, 2)
  expect(model.r).toBeCloseTo(published.r, 2)
})

test('Gamma-Gamma fits the published parameters', () => {
  const { model, converged } = fitGammaGamma(customers)
  expect(converged).toBe(true)
  expect(model.p).toBeCloseTo(publishedValue.p, 1)
  expect(model.q).toBeCloseTo(publishedValue.q, 1)
  expect(model.v).toBeCloseTo(publishedValue.v, 0)
})

test.each([
  ['all customers always spend the same', () => 50],
  ['customers spend alike, and differ from purchase to purchase', (nth: number) => 50 + (nth % 5)],
  ['each customer has an amount, and keeps to it', (nth: number) => 10 * (1 + (nth % 9))],
])('Gamma-Gamma stays finite where %s', (_, meanOf) => {
  const spending = Array.from({ length: 300 }, (_, nth) => ({ repeats: 1 + (nth % 4), meanValue: meanOf(nth) }))
  const { model, converged } = fitGammaGamma(spending)
  expect(converged).toBe(true)
  expect(Object.values(model).every((it) => Number.isFinite(it) && it < 1e6)).toBe(true)
  const mean = spending.reduce((sum, { meanValue }) => sum + meanValue / 300, 0)
  expect(expectedValue(model, { repeats: 0, meanValue: 0 }) / mean).toBeCloseTo(1, 1)
})

test('the first customer is expected to buy 1.226 times in the next 39 weeks, as published', () => {
  expect(expectedPurchases(published, weeks(2, 30.43, 38.86), 39)).toBeCloseTo(1.226, 2)
})

test('a customer who has not come back may still be active; one who bought often and long ago hardly is', () => {
  expect(probabilityAlive(published, weeks(0, 0, 38))).toBe(1)
  // odds of having stopped: 0.793 / (2.426 + 9) × ((4.414 + 38) / (4.414 + 10)) ^ 10.243 = 4372
  expect(probabilityAlive(published, weeks(10, 10, 38))).toBeCloseTo(1 / 4373, 5)
})

test('expected purchases are what little is left where time is short, and hold for frequent customers', () => {
  expect(expectedPurchases(published, weeks(2, 30.43, 38.86), 0)).toBeCloseTo(0, 12)
  // in the next moment: (r + x) / (alpha + T) a week, if active
  const rate = (0.243 + 2) / (4.414 + 38.86)
  const alive = probabilityAlive(published, weeks(2, 30.43, 38.86))
  expect(expectedPurchases(published, weeks(2, 30.43, 38.86), 0.001) / 0.001).toBeCloseTo(rate * alive, 4)
  expect(expectedPurchases(published, weeks(900, 38.85, 38.86), 39)).toBeGreaterThan(100)
  const besideOne = expectedPurchases({ ...published, a: 1.00001 }, weeks(2, 30, 38), 39)
  expect(expectedPurchases({ ...published, a: 1 }, weeks(2, 30, 38), 39)).toBeCloseTo(besideOne, 3)
})

test('the fit stays finite where all customers stop alike, and what they will buy is finite too', () => {
  // Seventy customers of each kind, as alike as can be: the likelihood of a and b has no maximum.
  const alike = [weeks(0, 0, 10), weeks(1, 5, 10), weeks(2, 9, 10)].flatMap((one) => Array(70).fill(one))
  const { model } = fitBgNbd(alike)
  for (const value of Object.values(model)) expect(value).toBeLessThan(1e6)
  for (const customer of alike) expect(expectedPurchases(model, customer, 10)).toBeGreaterThan(0)
})

test('expected purchases go over into those of one chance of stopping for all', () => {
  const customer = weeks(2, 30, 38)
  // p = a / (a + b) = 0.1: (1 − ((α + T) / (α + T + p t)) ^ (r + x)) / p, if active
  const at = (size: number) => ({ ...published, a: 0.1 * size, b: 0.9 * size })
  const alive = probabilityAlive(at(1e7), customer)
  const limit = ((1 - ((4.414 + 38) / (4.414 + 38 + 3.9)) ** 2.243) / 0.1) * alive
  expect(expectedPurchases(at(1e7), customer, 39)).toBeCloseTo(limit, 5)
  expect(expectedPurchases(at(3.8e5), customer, 39)).toBeCloseTo(limit, 3)
  expect(expectedPurchases(at(9_000), customer, 39)).toBeCloseTo(limit, 2)
})

test('what a purchase is worth lies between the customer and all', () => {
  // p v / (q − 1) = 6.25 × 15.44 / 2.74
  expect(expectedValue(publishedValue, { repeats: 0, meanValue: 0 })).toBeCloseTo(35.22, 2)
  // 6.25 × (15.44 + 2 × 22.35) / (12.5 + 2.74)
  expect(expectedValue(publishedValue, { repeats: 2, meanValue: 22.35 })).toBeCloseTo(24.66, 2)
})
