import { expect, it } from 'vitest'
import { conditionText, conditionValue, minimumOf, typedValue } from './condition.ts'

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
  expect(conditionValue('1000', 'above', 'money')).toBe(1000)
  expect(conditionValue('', 'above', 'count')).toBeNull()
  expect(conditionValue('many', 'above', 'count')).toBeNull()
})
