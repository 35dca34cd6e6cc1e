import { expect, test } from 'vitest'
import { dateOf, hourOf, midnight, stamp, weekdayOf, workday } from './time.ts'

const moment = Date.parse('2026-11-21T22:30:00Z')

test.each([
  [0, '2026-11-21T22:30:00.000Z'],
  [330, '2026-11-22T04:00:00.000+05:30'],
  [-480, '2026-11-21T14:30:00.000-08:00'],
])('at an offset of %i minutes it is %s', (offset, text) => {
  expect(stamp(moment, offset)).toBe(text)
  expect(Date.parse(text)).toBe(moment)
})

test('days begin by the local clock', () => {
  expect(dateOf(moment, 330)).toBe('2026-11-22')
  expect(stamp(midnight(moment, 330))).toBe('2026-11-21T18:30:00.000Z')
  expect(hourOf(moment, -480)).toBe(14.5)
  expect(weekdayOf(moment, 0)).toBe(6)
  expect(weekdayOf(moment, 330)).toBe(0)
})

test('nothing is delivered on a Sunday', () => {
  expect(workday(moment, 0)).toBe(moment)
  expect(stamp(workday(moment, 330))).toBe('2026-11-22T22:30:00.000Z')
})
