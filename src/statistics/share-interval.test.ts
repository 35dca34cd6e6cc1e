import { expect, test } from 'vitest'
import { shareInterval } from './share-interval.ts'

/** Newcombe, Statistics in Medicine 17 (1998), 857–872, table I, method 3. */
test.each([
  [81, 263, 0.2553, 0.3662],
  [15, 148, 0.0624, 0.1605],
  [0, 20, 0, 0.1611],
  [1, 29, 0.0061, 0.1718],
])('%i of %i lie between %f and %f', (some, all, low, high) => {
  const interval = shareInterval(some / all, all)
  expect(interval.low).toBeCloseTo(low, 4)
  expect(interval.high).toBeCloseTo(high, 4)
})

test('all of some lie as far from 1 as none of them from 0', () => {
  const [all, none] = [shareInterval(1, 20), shareInterval(0, 20)]
  expect(all.high).toBe(1)
  expect(all.low).toBeCloseTo(1 - none.high, 12)
})
