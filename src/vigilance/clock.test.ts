import { expect, test } from 'vitest'
import { classOf, deadlinesOf, stateOf } from './clock.ts'

test('the class of an incident follows from its codes, its severity and whether it was marked', () => {
  expect(classOf('mild', ['E1720'], null)).toBeUndefined()
  expect(classOf('mild', [], true)).toBe('other_serious')
  expect(classOf('severe', ['A0501'], null)).toBe('other_serious')
  expect(classOf('death', [], null)).toBe('death_or_unanticipated_deterioration')
  expect(classOf('malfunction', ['f2101'], null)).toBe('death_or_unanticipated_deterioration')
  expect(classOf('death', ['F20'], true)).toBe('public_health_threat')
  expect(classOf('death', ['F20'], false)).toBeUndefined()
})

const friday = Date.parse('2026-10-02T09:00:00Z')
const after = (days: number) => friday + days * 86_400_000

test('deadlines run from awareness: 2, 10 and 15 days in the EU, 30 days or 5 work days at the FDA', () => {
  const due = (incident: Parameters<typeof deadlinesOf>[0]) =>
    deadlinesOf(incident, friday, friday).map((it) => it.due_at.slice(0, 10))
  expect(due('public_health_threat')).toEqual(['2026-10-04', '2026-10-09'])
  expect(due('death_or_unanticipated_deterioration')).toEqual(['2026-10-12', '2026-11-01'])
  expect(due('other_serious')).toEqual(['2026-10-17', '2026-11-01'])
})

test('the clock reports half and 80 % of the deadline that comes first, and what is late', () => {
  const at = (days: number) => stateOf(deadlinesOf('death_or_unanticipated_deterioration', friday, after(days)), false)
  expect([at(4.9), at(5), at(7.9), at(8), at(9.99), at(10)]).toEqual([
    ...['running', 'half', 'half', 'due_soon', 'due_soon', 'overdue'],
  ])
  expect(stateOf(deadlinesOf('other_serious', friday, after(99)), true)).toBe('closed')
  expect(stateOf([], false)).toBe('not_reportable')
})
