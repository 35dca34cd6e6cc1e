import { expect, test } from 'vitest'
import { limitsFor, standingOf } from './standing.ts'

test('a lot is held against the exact limits for its own number of devices', () => {
  for (const devices of [1, 7, 23, 400]) {
    const { low95, high95, high998 } = limitsFor(0.1, devices)
    expect(standingOf(high998 + 1e-9, devices, 0.1)).toBe('far_above')
    expect(standingOf(high998, devices, 0.1)).toBe('above')
    expect(standingOf(high95, devices, 0.1)).toBe('within')
    expect(standingOf(low95, devices, 0.1)).toBe('within')
  }
  expect(standingOf(limitsFor(0.1, 400).low95 - 1e-9, 400, 0.1)).toBe('below')
})

test('a lot without a device, or without others to be held against, has no verdict', () => {
  expect(standingOf(null, 0, 0.1)).toBeNull()
  expect(standingOf(0.5, 0, 0.1)).toBeNull()
  expect(standingOf(0.5, 3, null)).toBeNull()
})
