import { expect, test } from 'vitest'
import { limitsAt, standingOf } from './control-limits.ts'

const limits = [
  { active_devices: 10, low95: 0.02, high95: 0.4, low998: 0, high998: 0.6 },
  { active_devices: 20, low95: 0.04, high95: 0.3, low998: 0.02, high998: 0.4 },
]

test('limits between two points lie on the line between them', () => {
  const { high95, high998, low95, low998 } = limitsAt(limits, 15) ?? { high95: 0, high998: 0, low95: 0, low998: 0 }
  expect([high95, high998, low95, low998].map((it) => Number(it.toFixed(6)))).toEqual([0.35, 0.5, 0.03, 0.01])
})

test('a point of its own has its own limits, and beyond the last there are none', () => {
  expect(limitsAt(limits, 20)).toEqual({ low95: 0.04, high95: 0.3, low998: 0.02, high998: 0.4 })
  expect(limitsAt(limits, 21)).toBeNull()
})

test('a lot is judged by the limits for its own number of devices', () => {
  const at = (rate: number | null, active_devices: number) => standingOf({ rate, active_devices }, limits)
  expect(at(0.5, 10)).toBe('above')
  expect(at(0.5, 20)).toBe('far_above')
  expect(at(0.2, 20)).toBe('within')
  expect(at(0.01, 20)).toBe('below')
  expect(at(null, 0)).toBeNull()
})
