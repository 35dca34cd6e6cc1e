import { expect, test } from 'vitest'
import type { QueryMeta } from '../../api/query.ts'
import { resolveView } from '../../filters/view.ts'
import { observedNote, viewAnswered } from './widened.ts'

const view = resolveView({ from: '2026-06-01', to: '2026-06-29' }, 'UTC', Date.parse('2026-07-01T00:00:00Z'))
const answered = (granularity: QueryMeta['granularity'], typical_observations: number | null) =>
  ({ granularity, typical_observations }) as QueryMeta
const few = [{ values: [0.5], unfinished: false, observed: [{ n: 4, interval: null }] }]

test('a panel is drawn by the buckets that were answered', () => {
  expect(viewAnswered(view, answered('week', 35)).granularity).toBe('week')
  expect(viewAnswered(view, answered(undefined, null))).toBe(view)
})

test('wider buckets are said in words, with the reason', () => {
  expect(observedNote(view, answered('week', 35), [])).toBe('By week, so that points rest on 30 or more observations.')
  expect(observedNote(view, answered('week', 12), few)).toBe(
    'By week, so that points rest on more observations. A point typically rests on 12 observations. Hollow: fewer than 10.',
  )
})

test('nothing is said where points rest on enough by the buckets of the page, or are no shares', () => {
  expect(observedNote(view, answered('day', 35), [])).toBeUndefined()
  expect(observedNote(view, answered('day', null), [{ values: [3], unfinished: false }])).toBeUndefined()
})
