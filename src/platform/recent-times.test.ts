import { expect, test } from 'vitest'
import { openRecentTimes } from './recent-times.ts'

test('quantiles are of the last minutes and of the newest', () => {
  let now = 0
  const times = openRecentTimes(() => now, 1_000, 100)
  expect(times.quantiles()).toBeUndefined()
  for (let ms = 1; ms <= 150; ms++) times.note(ms)
  // 51 to 150 are left.
  expect(times.quantiles()).toEqual({ count: 100, p50_ms: 100, p95_ms: 145, p99_ms: 149 })
  now = 1_000
  times.note(7)
  expect(times.quantiles()).toEqual({ count: 1, p50_ms: 7, p95_ms: 7, p99_ms: 7 })
})
