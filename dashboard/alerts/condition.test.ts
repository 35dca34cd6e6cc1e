import { expect, it } from 'vitest'
import { conditionText, conditionValue } from './condition.ts'

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

it('takes shares in percent and everything else as it is', () => {
  expect(conditionValue('90', 'below', 'ratio')).toBe(0.9)
  expect(conditionValue('50', 'falls_by', 'money')).toBe(0.5)
  expect(conditionValue('1000', 'above', 'money')).toBe(1000)
  expect(conditionValue('', 'above', 'count')).toBeNull()
  expect(conditionValue('many', 'above', 'count')).toBeNull()
})
