import { expect, test } from 'vitest'
import { openCopyPace } from './copy-pace.ts'

test('a group is copied until two of twenty were given up, and again a minute later', () => {
  let now = 0
  const pace = openCopyPace(() => now)
  expect([pace.mayCopy(19), pace.mayCopy(20)]).toEqual([false, true])
  for (let group = 0; group < 40; group++) pace.note(group % 20 === 0)
  expect(pace.mayCopy(1_000)).toBe(true)
  pace.note(true)
  for (let group = 0; group < 18; group++) pace.note(false)
  expect(pace.mayCopy(1_000)).toBe(true)
  pace.note(true)
  expect(pace.mayCopy(1_000)).toBe(false)
  now = 59_999
  expect(pace.mayCopy(1_000)).toBe(false)
  now = 60_000
  expect(pace.mayCopy(1_000)).toBe(true)
  pace.note(true)
  expect(pace.mayCopy(1_000)).toBe(true)
})
