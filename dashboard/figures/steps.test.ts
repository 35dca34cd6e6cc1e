import { expect, test } from 'vitest'
import { bucketsOf } from '../numbers/buckets.ts'
import { changeOf } from '../numbers/change.ts'
import { stepsOf } from './steps.ts'

test('steps stand beside those of the period before; the future has no number yet', () => {
  const axis = {
    buckets: bucketsOf('2026-10-04', '2026-10-07', 'day', 'UTC'),
    previous: bucketsOf('2026-10-01', '2026-10-04', 'day', 'UTC'),
  }
  const reading = {
    currency: null,
    value: 12,
    previousValue: 6,
    change: changeOf(12, 6, 'count', 'more'),
    series: { values: [5, 7], unfinished: true },
    previousSeries: { values: [1, 2, 3], unfinished: false },
  }
  const steps = stepsOf(reading, axis, { granularity: 'day', timezone: 'UTC' }, 'count')
  expect(steps.map(({ tick, current, unfinished, previous }) => [tick, current, unfinished, previous])).toEqual([
    ['4 Oct', '5', false, '1'],
    ['5 Oct', '7', true, '2'],
    ['6 Oct', null, false, '3'],
  ])
  expect(steps[0]?.previousTitle).toBe('Thu 1 Oct')
})
