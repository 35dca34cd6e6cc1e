import { expect, it } from 'vitest'
import type { Bucket } from '../numbers/buckets.ts'
import { spansOfStep } from './question.ts'

const day = (date: string): Bucket => {
  const startMs = Date.parse(`${date}T00:00:00Z`)
  return { time: date, startMs, endMs: startMs + 86_400_000 }
}
const buckets = ['2026-10-03', '2026-10-04'].map(day)
const previous = ['2026-10-01', '2026-10-02'].map(day)
const later = Date.parse('2026-11-01T00:00:00Z')

it('a step is compared with its counterpart in the previous period', () => {
  expect(spansOfStep({ buckets, previous }, 1, later)).toEqual({
    now: { from: '2026-10-04T00:00:00.000Z', to: '2026-10-05T00:00:00.000Z' },
    before: { from: '2026-10-02T00:00:00.000Z', to: '2026-10-03T00:00:00.000Z' },
  })
})

it('without a period before, against the step before it; the first has none', () => {
  expect(spansOfStep({ buckets, previous: [] }, 1, later)?.before.from).toBe('2026-10-03T00:00:00.000Z')
  expect(spansOfStep({ buckets, previous: [] }, 0, later)).toBeNull()
})

it('of a step that is not over as much is compared as has passed', () => {
  expect(spansOfStep({ buckets, previous }, 1, Date.parse('2026-10-04T09:00:00Z'))).toEqual({
    now: { from: '2026-10-04T00:00:00.000Z', to: '2026-10-04T09:00:00.000Z' },
    before: { from: '2026-10-02T00:00:00.000Z', to: '2026-10-02T09:00:00.000Z' },
  })
  expect(spansOfStep({ buckets, previous }, 1, Date.parse('2026-10-03T09:00:00Z'))).toBeNull()
})
