import { expect, it } from 'vitest'
import { axisBelow } from './share-axis.ts'

const low = { grounded: false }

it.each([
  [[0.98, 0.83], { min: 0.8, max: 1, interval: 0.05 }],
  [[0.96, 0.991], { min: 0.96, max: 1, interval: 0.01 }],
  [[0, 0.9], { min: 0, max: 1, interval: 0.2 }],
  [[0.32, 1], { min: 0.2, max: 1, interval: 0.2 }],
  [[0, 0], { min: 0, max: 1, interval: 0.25 }],
  [[1], { min: 0, max: 1, interval: 0.2 }],
])('an axis of shares ends at 100 %% in round steps: %j', (values, bounds) => {
  const found = axisBelow(1, values, low)
  expect(found).toEqual(bounds)
})

it('every axis that ends at its ceiling holds all values, on few ticks', () => {
  for (let lowest = 0; lowest < 1; lowest += 0.007) {
    for (let highest = lowest; highest <= 1; highest += 0.013) {
      const { min, max, interval } = axisBelow(1, [lowest, highest], low)
      if (min === null || max === null || interval === null) continue
      expect(min).toBeLessThanOrEqual(lowest + 1e-9)
      expect(min).toBeGreaterThanOrEqual(0)
      expect(max).toBe(1)
      expect((max - min) / interval).toBeLessThanOrEqual(5 + 1e-9)
      expect(Math.abs((max - min) / interval - Math.round((max - min) / interval))).toBeLessThan(1e-6)
    }
  }
})

it('shares far below it keep their own axis, on which their swing can be seen', () => {
  const free = { min: null, max: null, interval: null }
  expect(axisBelow(1, [0.02, 0.05], low)).toEqual(free)
  expect(axisBelow(1, [0.61, 0.63], low)).toEqual(free)
  expect(axisBelow(1, [null], low)).toEqual(free)
})

it('values beyond the ceiling, and units without one, have no bounds', () => {
  expect(axisBelow(1, [0.5, 1.2], low).max).toBeNull()
  expect(axisBelow(null, [0.98], low).max).toBeNull()
})

it('a grounded axis begins at zero', () => {
  expect(axisBelow(1, [0.8, 0.9], { grounded: true })).toEqual({ min: 0, max: 1, interval: 0.2 })
})
