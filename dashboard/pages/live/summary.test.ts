import { expect, test } from 'vitest'
import { gistOf, subjectsOf } from './summary.ts'

const envelope = { id: '1', type: 'x', action: 'y', occurred_at: '2026-10-01T10:00:00Z' }

test('a payment is summarised by money, gateway and reason', () => {
  const data = { payment_id: 'p', gateway: 'stripe', amount: 89.9, currency: 'EUR', decline_code: 'expired_card' }
  expect(gistOf({ ...envelope, data })).toEqual(['89.90 EUR', 'stripe', 'expired_card'])
})

test('a reading is summarised by metric, value and unit', () => {
  expect(gistOf({ ...envelope, data: { metric: 'glucose', value: 104, unit: 'mg/dL' } })).toEqual(['glucose 104 mg/dL'])
  const flow = { metric: 'flow', value: 2.3899999999999997, unit: 'µL/min' }
  expect(gistOf({ ...envelope, data: flow })).toEqual(['flow 2.39 µL/min'])
})

test('a dose is summarised by drug, amount and unit', () => {
  expect(gistOf({ ...envelope, data: { drug: 'insulin', amount: 4.5, unit: 'IU' } })).toEqual(['insulin 4.5 IU'])
})

test('an order is summarised by its lines', () => {
  expect(gistOf({ ...envelope, data: { items: [{}], currency: 'EUR' } })).toEqual(['1 item'])
})

test('an event without data has nothing to tell', () => {
  expect(gistOf(envelope)).toEqual([])
})

test('the subject is the order before the person', () => {
  expect(subjectsOf({ ...envelope, order_id: 'o-1', user_id: 'u-1', session_id: 's-1', device_id: null })).toEqual([
    'o-1',
    'u-1',
  ])
})
