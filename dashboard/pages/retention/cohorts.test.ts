import { expect, test } from 'vitest'
import { meanRetention, type RetentionAnswer, retentionNotes, shareOf } from './cohorts.ts'
import { retentionChoice } from './search.ts'

const rows = [
  { cohort: '2026-08-01', size: 10, retained: [10, 6, 3] },
  { cohort: '2026-09-01', size: 30, retained: [30, 12] },
  { cohort: '2026-10-01', size: 20, retained: [20] },
]

test('the mean weighs cohorts by their people, and only those that are old enough', () => {
  // By hand: 60 / 60, (6 + 12) / 40, 3 / 10.
  expect(meanRetention(rows, false)).toEqual([1, 0.45, 0.3])
})

test('a period that still runs is left out of the mean', () => {
  // By hand: (10 + 30) / 40, 6 / 10.
  expect(meanRetention(rows, true)).toEqual([1, 0.6])
})

test('no cohort has no mean, and a period that has not begun no share', () => {
  expect(meanRetention([], false)).toEqual([])
  expect(shareOf({ cohort: '2026-10-01', size: 20, retained: [20] }, 1)).toBeNull()
})

test('a period that is not over and a first cohort cut by the range are reported', () => {
  const answer: RetentionAnswer = { rows, meta: { fresh_to: null, data_from: null, elapsed_ms: 1 } }
  const choice = retentionChoice({})
  expect(retentionNotes(answer, choice, '2026-08-01')).toBeUndefined()
  expect(retentionNotes({ ...answer, incomplete: '2026-10-01' }, choice, '2026-08-01')).toBe(
    `The last number of each row is of a ${choice.period} that is not over; it is marked.`,
  )
  expect(retentionNotes(answer, choice, '2026-08-20')).toBe(
    'The cohort of 2026-08-01 holds only those from 2026-08-20 on, where the range begins.',
  )
})
