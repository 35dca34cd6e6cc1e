import { expect, test } from 'vitest'
import { resolveView } from '../../filters/view.ts'
import { lotByDay } from './by-day.tsx'

const nowMs = Date.parse('2026-11-29T12:00:00Z')
const day = (date: string, adverse_events: number) => ({ day: date, adverse_events, active_devices: 1, readings: 0 })
const answer = {
  by_day: [day('2026-10-02', 1), day('2026-10-20', 4), day('2026-10-27', 0)],
  meta: { fresh_to: null, data_from: '2026-08-31T00:00:00Z', elapsed_ms: 1 },
}

const shown = (from: string, to: string, count: 'adverse_events' | 'readings') => {
  const view = resolveView({ from, to }, 'UTC', nowMs)
  const context = { view, measures: new Map(), pick: () => undefined, large: false, nowMs }
  return lotByDay('L1', count).show([answer], context)
}

test('the days of a lot are drawn where the range holds some of its life', () => {
  const { table } = shown('2026-10-19', '2026-10-22', 'adverse_events')
  expect(table?.rows.map(([, count]) => count)).toEqual([0, 4, 0])
})

test('a range after the life of a lot says when that was, and draws no line on the ground', () => {
  const { table, reason } = shown('2026-11-01', '2026-11-28', 'adverse_events')
  expect(table).toBeNull()
  expect(reason).toBe(
    'None in this range. The lot has some from 2 – 20 Oct 2026: choose a range that holds these days.',
  )
})

test('what a lot never had is said as such', () => {
  expect(shown('2026-10-01', '2026-11-28', 'readings').reason).toBe('None in the life of the lot.')
})
