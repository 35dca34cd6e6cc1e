import { type Customer, lifetimeValue } from '../lifetime-value.ts'
import { areaUnderCurve, brierScore, type Outcome, type ReliabilityBin, reliability } from '../probability-scores.ts'
import { probabilityOfNoPurchase } from './no-purchase.ts'
import { boughtWithin, customerBefore, type Purchased, type PurchaseHistories } from './purchased.ts'

/** A model beside what it has to be better than, both predicted at the cut and compared with what came. */
export interface Judgement {
  /** The first day that the judged fit did not know. */
  readonly cut: number
  readonly customers: number
  /** Mean absolute errors per customer; the naive ones go on at the rate and the mean value so far. */
  readonly purchases: { readonly mae: number; readonly naive: number }
  readonly value: { readonly mae: number; readonly naive: number }
  /** Sums over customers. */
  readonly totals: {
    readonly purchases: number
    readonly expectedPurchases: number
    readonly value: number
    readonly expectedValue: number
  }
  readonly churn: {
    readonly brier: number
    /** Of the share that bought nothing in the horizon before the cut, predicted for all alike. */
    readonly naiveBrier: number
    readonly auc: number | null
    readonly reliability: readonly ReliabilityBin[]
  }
}

/** Customers who could have come back in the horizon before the cut, for the naive share to mean anything. */
const leastBefore = 30

/**
 * Judges what would have been predicted a horizon ago by what has happened since: the fit, and what it is compared
 * with, know only days before the cut.
 */
export function judgeCustomers({
  customers,
  end,
  horizonDays,
}: PurchaseHistories): Judgement | { readonly reason: string } {
  const cut = end - horizonDays
  const judged = customers.flatMap((bought) => {
    const customer = customerBefore(bought, cut)
    return customer === undefined ? [] : [{ bought, customer }]
  })
  const fitted = lifetimeValue(
    judged.map(({ customer }) => customer),
    horizonDays,
  )
  if ('reason' in fitted) return { reason: `before the last ${horizonDays} days, ${fitted.reason}` }
  const quiet = quietShare(customers, cut, horizonDays)
  if (quiet === undefined) {
    return { reason: `${leastBefore} customers are needed from before the last ${2 * horizonDays} days` }
  }
  const naive = naiveFor(judged.map(({ customer }) => customer))
  const told = judged.map(({ bought, customer }, index) => ({
    actual: boughtWithin(bought, cut, end),
    expected: fitted.expected[index] ?? { alive: 0, purchases: 0, value: 0 },
    naive: naive(customer, horizonDays),
    noPurchase: probabilityOfNoPurchase(fitted.model, customer, horizonDays),
  }))
  const mean = (of: (it: (typeof told)[number]) => number) => told.reduce((sum, it) => sum + of(it), 0) / told.length
  const outcomes = told.map(
    ({ noPurchase, actual }): Outcome => ({ probability: noPurchase, happened: actual.purchases === 0 }),
  )
  return {
    cut,
    customers: told.length,
    purchases: {
      mae: mean(({ expected, actual }) => Math.abs(expected.purchases - actual.purchases)),
      naive: mean((it) => Math.abs(it.naive.purchases - it.actual.purchases)),
    },
    value: {
      mae: mean(({ expected, actual }) => Math.abs(expected.value - actual.value)),
      naive: mean((it) => Math.abs(it.naive.value - it.actual.value)),
    },
    totals: {
      purchases: told.length * mean(({ actual }) => actual.purchases),
      expectedPurchases: told.length * mean(({ expected }) => expected.purchases),
      value: told.length * mean(({ actual }) => actual.value),
      expectedValue: told.length * mean(({ expected }) => expected.value),
    },
    churn: {
      brier: brierScore(outcomes),
      naiveBrier: brierScore(outcomes.map(({ happened }) => ({ probability: quiet, happened }))),
      auc: areaUnderCurve(outcomes),
      reliability: reliability(outcomes),
    },
  }
}

/** The share of customers who bought nothing in the horizon before the cut; undefined of too few. */
function quietShare(customers: readonly Purchased[], cut: number, horizonDays: number): number | undefined {
  const before = customers.filter(({ days }) => (days[0] ?? cut) < cut - horizonDays)
  if (before.length < leastBefore) return undefined
  return before.filter((it) => boughtWithin(it, cut - horizonDays, cut).purchases === 0).length / before.length
}

/** Each customer at their own rate so far and their own mean value; the means of all for those who have none. */
function naiveFor(customers: readonly Customer[]) {
  const sum = (of: (customer: Customer) => number) => customers.reduce((total, it) => total + of(it), 0)
  const repeats = sum((it) => it.repeats)
  const rate =
    repeats /
    Math.max(
      1,
      sum(({ age }) => age),
    )
  const value = sum((it) => it.repeats * it.meanValue) / Math.max(1, repeats)
  return ({ repeats, age, meanValue }: Customer, days: number) => {
    const purchases = (age === 0 ? rate : repeats / age) * days
    return { purchases, value: purchases * (repeats === 0 ? value : meanValue) }
  }
}
