import { type LifetimeModel, lifetimeValue } from '../lifetime-value.ts'
import { type Judgement, judgeCustomers } from './judge-customers.ts'
import { customerBefore, type PurchaseHistories } from './purchased.ts'

/** What a model needs to predict a customer, and how well it would have predicted before. */
export interface FittedCustomers {
  readonly model: LifetimeModel
  /** The customers that it was fitted to, and the first day of any. */
  readonly customers: number
  readonly firstDay: number
  readonly judged: Judgement
}

/**
 * Fits BG/NBD and Gamma-Gamma to all that is known, and once more to what was known a horizon ago, which is judged by what
 * happened since.
 * @returns the reason where there is too little for either
 */
export function fitCustomers({
  customers,
  end,
  horizonDays,
}: PurchaseHistories): FittedCustomers | { readonly reason: string } {
  const judged = judgeCustomers({ customers, end, horizonDays })
  if ('reason' in judged) return judged
  const known = customers.flatMap((it) => customerBefore(it, end) ?? [])
  const fitted = lifetimeValue(known, horizonDays)
  if ('reason' in fitted) return fitted
  const firstDay = customers.reduce((first, { days }) => Math.min(first, days[0] ?? first), end)
  return { model: fitted.model, customers: fitted.model.customers, firstDay, judged }
}
