import { expect, test } from 'vitest'
import { drawCustomers } from './drawn-customers.ts'
import { type FittedCustomers, fitCustomers } from './fit-customers.ts'
import { judgeCustomers } from './judge-customers.ts'
import { probabilityOfNoPurchase } from './no-purchase.ts'
import { boughtWithin, customerBefore, type Purchased } from './purchased.ts'

const truth = { r: 0.8, alpha: 20, a: 0.8, b: 3, p: 6, q: 4, v: 60 }
const days = 360
const horizonDays = 60
const drawn = drawCustomers(truth, 3_000, { days, seed: 'customers of a year' })

test('a customer is known by what was bought before the day, and no more', () => {
  const bought: Purchased = { days: [3, 10, 30], values: [5, 7, 9] }
  expect(customerBefore(bought, 3)).toBeUndefined()
  expect(customerBefore(bought, 4)).toEqual({ repeats: 0, recency: 0, age: 0, meanValue: 0 })
  expect(customerBefore(bought, 30)).toEqual({ repeats: 1, recency: 7, age: 26, meanValue: 7 })
  expect(customerBefore(bought, 31)).toEqual({ repeats: 2, recency: 27, age: 27, meanValue: 8 })
  expect(boughtWithin(bought, 10, 30)).toEqual({ purchases: 1, value: 7 })
})

test('planted parameters are found again, and beat going on as before in what they were not fitted to', () => {
  const { model, judged, customers } = fitCustomers({ customers: drawn, end: days, horizonDays }) as FittedCustomers
  expect(customers).toBe(3_000)
  expect(model.r / truth.r).toBeCloseTo(1, 0)
  expect(model.q / truth.q).toBeCloseTo(1, 0)
  // The mean rate of purchases, and the mean value of one.
  expect(model.r / model.alpha / (truth.r / truth.alpha)).toBeCloseTo(1, 0)
  const mean = ({ p, q, v }: typeof truth) => (p * v) / (q - 1)
  expect(mean({ ...truth, ...model }) / mean(truth)).toBeGreaterThan(0.9)
  expect(mean({ ...truth, ...model }) / mean(truth)).toBeLessThan(1.1)
  expect(judged.purchases.mae).toBeLessThan(0.8 * judged.purchases.naive)
  expect(judged.value.mae).toBeLessThan(0.8 * judged.value.naive)
  expect(judged.totals.expectedPurchases / judged.totals.purchases).toBeGreaterThan(0.9)
  expect(judged.totals.expectedPurchases / judged.totals.purchases).toBeLessThan(1.1)
  expect(judged.churn.brier).toBeLessThan(0.9 * judged.churn.naiveBrier)
  expect(judged.churn.auc).toBeGreaterThan(0.75)
  for (const { predicted, observed } of judged.churn.reliability) {
    expect(Math.abs(predicted - observed)).toBeLessThan(0.1)
  }
})

test('events after the cut change no prediction made before it', () => {
  const cut = days - horizonDays
  // A leak would show: after the cut all customers buy each day for a very large amount.
  const later = Array.from({ length: horizonDays }, (_, day) => cut + day)
  const planted = drawn.map(({ days: bought, values }): Purchased => {
    const known = bought.filter((day) => day < cut).length
    return {
      days: [...bought.slice(0, known), ...later],
      values: [...values.slice(0, known), ...later.map(() => 1_000_000)],
    }
  })
  const [before, after] = [drawn, planted].map((customers) => {
    const judged = judgeCustomers({ customers, end: days, horizonDays })
    if ('reason' in judged) throw new Error(judged.reason)
    return judged
  })
  expect(after?.totals.expectedPurchases).toBe(before?.totals.expectedPurchases)
  expect(after?.totals.expectedValue).toBe(before?.totals.expectedValue)
  expect(after?.churn.reliability.map(({ predicted }) => predicted)).toEqual(
    before?.churn.reliability.map(({ predicted }) => predicted),
  )
  expect(after?.churn.reliability.every(({ observed }) => observed === 0)).toBe(true)
  expect(after?.value.mae).toBeGreaterThan(1_000_000)
})

test('too few returning customers, and too short a history, are reported with the reason', () => {
  const once = drawn.map(({ days: [first = 0], values: [value = 0] }) => ({ days: [first], values: [value] }))
  expect(fitCustomers({ customers: once, end: days, horizonDays })).toEqual({
    reason: 'before the last 60 days, 0 customers came back and paid; a model needs 30',
  })
  expect(fitCustomers({ customers: drawn, end: days, horizonDays: 200 })).toEqual({
    reason: '30 customers are needed from before the last 400 days',
  })
})

test('the probability of no purchase is that of customers drawn alike', () => {
  const many = drawCustomers(truth, 40_000, { days: 200, seed: 'how many stay away' })
  const alike = many.filter((it) => {
    const customer = customerBefore(it, 140)
    return customer?.repeats === 2 && customer.age - customer.recency < 20 && customer.age > 60
  })
  expect(alike.length).toBeGreaterThan(200)
  const told = alike.reduce((sum, it) => {
    const customer = customerBefore(it, 140)
    return sum + (customer === undefined ? 0 : probabilityOfNoPurchase(truth, customer, 60)) / alike.length
  }, 0)
  const happened = alike.filter((it) => boughtWithin(it, 140, 200).purchases === 0).length / alike.length
  expect(Math.abs(told - happened)).toBeLessThan(0.06)
})
