import { expect, it } from 'vitest'
import { conditionName, conditionText, conditionValue, fits, minimumOf, typedValue } from './condition.ts'

it('says a condition in words', () => {
  expect(conditionText({ condition: { kind: 'below', value: 0.9 }, window: 'hour' }, 'ratio')).toBe(
    'is below 90.0% over an hour',
  )
  expect(conditionText({ condition: { kind: 'rises_by', value: 0.5 }, window: 'day' }, 'count')).toBe(
    'rises by 50.0% over a day',
  )
  expect(conditionText({ condition: { kind: 'at_reorder_point', value: null }, window: 'day' }, 'count')).toBe(
    'reaches the reorder point',
  )
})

it('says what a condition of reports, lots and forecasts evaluates', () => {
  const said = (kind: 'outside_expected' | 'incident_deadline' | 'lot_signal', value: number | null = null) =>
    `${conditionText({ condition: { kind, value }, window: 'week' }, 'count')}; ${conditionName('Orders', kind, '95')}`
  expect(said('outside_expected', 0.9)).toBe(
    'is outside its 90.0% forecast band over the last whole week; Orders outside its 95 % forecast band',
  )
  expect(said('incident_deadline')).toBe('report deadline: half, 80 %, overdue; Deadline of a report to file')
  expect(said('lot_signal')).toBe('lot safety signal (CUSUM); Safety signal of a lot')
})

it('offers a condition where the measure has what it evaluates', () => {
  const orders = { id: 'orders', is_additive: true }
  const rate = { id: 'payment_success_rate', is_additive: false }
  const reports = { id: 'adverse_events', is_additive: true }
  const fitting = (measure: typeof orders) =>
    (['above', 'at_reorder_point', 'outside_expected', 'incident_deadline', 'lot_signal'] as const).filter((kind) =>
      fits(kind, measure),
    )
  expect(fitting(orders)).toEqual(['above', 'outside_expected'])
  expect(fitting(rate)).toEqual(['above'])
  expect(fitting(reports)).toEqual(['above', 'outside_expected', 'incident_deadline', 'lot_signal'])
})

it('says from how many observations on it fires', () => {
  const condition = { kind: 'below', value: 0.9, minimum_observations: 30 } as const
  expect(conditionText({ condition, window: 'day' }, 'ratio')).toBe('is below 90.0% over a day, of at least 30')
})

it('shows a value to be changed as it was typed', () => {
  expect(typedValue({ kind: 'below', value: 0.07 }, 'ratio')).toBe('7')
  expect(typedValue({ kind: 'above', value: 1000 }, 'money')).toBe('1000')
  expect(typedValue({ kind: 'at_reorder_point', value: null }, 'count')).toBe('')
})

it('takes whole numbers from 1 on for a minimum, and nothing for none', () => {
  expect(['', '30', '0', '2.5', 'many'].map(minimumOf)).toEqual([null, 30, undefined, undefined, undefined])
})

it('takes shares in percent and everything else as it is', () => {
  expect(conditionValue('90', 'below', 'ratio')).toBe(0.9)
  expect(conditionValue('50', 'falls_by', 'money')).toBe(0.5)
  expect(conditionValue('95', 'outside_expected', 'money')).toBe(0.95)
  expect(conditionValue('1000', 'above', 'money')).toBe(1000)
  expect(conditionValue('', 'above', 'count')).toBeNull()
  expect(conditionValue('many', 'above', 'count')).toBeNull()
})
