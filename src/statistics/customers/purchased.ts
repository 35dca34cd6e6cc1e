import type { Customer } from '../lifetime-value.ts'

/** What one customer bought: days with purchases, as numbers in order, and what was spent on each. */
export interface Purchased {
  readonly days: readonly number[]
  readonly values: readonly number[]
}

export interface PurchaseHistories {
  readonly customers: readonly Purchased[]
  /** The day that is not known any more. */
  readonly end: number
  readonly horizonDays: number
}

/** A customer as known before a day; undefined who had not bought by then. */
export function customerBefore({ days, values }: Purchased, end: number): Customer | undefined {
  const [first] = days
  if (first === undefined || first >= end) return undefined
  const known = days.filter((day) => day < end)
  const repeats = known.length - 1
  const spent = values.slice(1, known.length).reduce((sum, value) => sum + value, 0)
  return {
    repeats,
    recency: (known.at(-1) as number) - first,
    age: end - 1 - first,
    meanValue: repeats === 0 ? 0 : spent / repeats,
  }
}

/** What a customer bought on the days from one up to another. */
export function boughtWithin({ days, values }: Purchased, from: number, end: number) {
  const within = [...days.keys()].filter((index) => (days[index] as number) >= from && (days[index] as number) < end)
  return { purchases: within.length, value: within.reduce((sum, index) => sum + (values[index] as number), 0) }
}
