import { expect, test } from 'vitest'
import { retryAfterMs } from './send-batch.ts'

const now = Date.parse('2026-10-01T12:00:00Z')

test.each([
  [null, 0],
  ['3', 3000],
  ['Thu, 01 Oct 2026 12:00:05 GMT', 5000],
  ['Thu, 01 Oct 2026 11:00:00 GMT', 0],
  ['soon', 0],
])('Retry-After %s asks for %i ms', (header, ms) => {
  expect(retryAfterMs(header, now)).toBe(ms)
})
