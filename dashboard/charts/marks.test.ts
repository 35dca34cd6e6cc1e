import { expect, it } from 'vitest'
import type { Annotation } from '../api/annotations.ts'
import { bucketsOf } from '../numbers/buckets.ts'
import { marksOf, namesOf } from './marks.ts'

const note = (at: string, kind: Annotation['kind'] = 'note'): Annotation => ({
  ...{ id: at, at, until: null, title: `${kind} ${at.slice(8, 10)}`, text: '', kind },
  ...{ by_itself: kind !== 'note', author: null, link: null },
})
const firing = {
  ...{
    id: '1',
    alert_id: '2',
    name: 'Success is low',
    metric: 'payment_success_rate',
    fired_at: '2026-10-02T10:00:00Z',
  },
  ...{
    resolved_at: null,
    value: 0.5,
    limit: 0.8,
    ...{ subject: null, link: null },
    webhook: { status: 'none', attempts: 0, error: null } as const,
  },
}

it('lays what happened onto the days in which it did', () => {
  const buckets = bucketsOf('2026-10-01', '2026-10-04', 'day', 'Europe/Madrid')
  const notes = [note('2026-10-01T22:30:00Z'), note('2026-10-03T00:00:00Z', 'recall'), note('2026-11-01T00:00:00Z')]
  const marks = marksOf(notes, [firing], buckets)
  expect([...marks].map(([step, some]) => [step, some.map(({ title }) => title)])).toEqual([
    [1, ['note 01', 'Alert: Success is low']],
    [2, ['recall 03']],
  ])
})

it('counts what is too much to name', () => {
  const many = Array.from({ length: 4 }, () => ({ kind: 'stockout' as const, title: 'out' }))
  expect(namesOf([...many, { kind: 'recall', title: 'Lot A recalled' }])).toEqual(['4 × stockout', 'Lot A recalled'])
})
