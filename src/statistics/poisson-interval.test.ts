import { expect, test } from 'vitest'
import { poissonInterval } from './poisson-interval.ts'

/** Garwood's limits as tables of rates give them (Ulm, Am. J. Epidemiol. 131, 1990, and R's poisson.test). */
test.each([
  [0, 0, 3.6889],
  [1, 0.0253, 5.5716],
  [2, 0.2422, 7.2247],
  [10, 4.7954, 18.3904],
  [100, 81.364, 121.6268],
])('%i events lie between %f and %f', (events, low, high) => {
  const interval = poissonInterval(events)
  expect(interval.low).toBeCloseTo(low, 4)
  expect(interval.high).toBeCloseTo(high, 4)
})

test('the interval of 99.8 % of no events ends at ln 1000', () => {
  expect(poissonInterval(0, 0.998).high).toBeCloseTo(Math.log(1000), 9)
})

/** Wilson and Hilferty's approximation is within 0.01 of the exact limit of so many events. */
test('it holds for a hundred thousand events', () => {
  const cubed = (events: number, z: number) => events * (1 - 1 / (9 * events) + z / (3 * Math.sqrt(events))) ** 3
  const { low, high } = poissonInterval(100_000)
  expect(Math.abs(low - cubed(100_000, -1.959964))).toBeLessThan(0.01)
  expect(Math.abs(high - cubed(100_001, 1.959964))).toBeLessThan(0.01)
})

/** Quantiles of the gamma distribution worked out with 40 digits (mpmath: gammainc, findroot). */
test.each([
  [1_000, 938.9730184076952, 1063.952136016302],
  [100_000, 99381.152663745, 100621.744739744],
])('the limits of %i events are right to ten digits', (events, low, high) => {
  const interval = poissonInterval(events)
  expect(Math.abs(interval.low / low - 1)).toBeLessThan(1e-10)
  expect(Math.abs(interval.high / high - 1)).toBeLessThan(1e-10)
})
