import { notEnough } from '../../insights/forecast/history.ts'
import { type PurchaseDays, readPurchaseDays } from '../../insights/lifetime-value/purchase-days.ts'
import { addDays } from '../../platform/calendar.ts'
import type { FittedCustomers } from '../../statistics/customers/fit-customers.ts'
import { customerBefore } from '../../statistics/customers/purchased.ts'
import { fitAside } from '../../statistics/kept-fits.ts'
import type { Customer } from '../../statistics/lifetime-value.ts'
import { invalid } from '../../warehouse/time/parse-range.ts'
import type { AskTenant, Question } from '../model.ts'
import type { TensorSpec } from '../tensor.ts'
import { checkLengths, numbersOf, numbersSpec, textsOf, textsSpec } from './tensors.ts'

/** What both models of customers take: who, by id or by what they bought, in the words of /analytics/ltv. */
export const customerInputs: readonly TensorSpec[] = [
  textsSpec('user_id'),
  ...['frequency', 'recency_days', 'age_days', 'mean_value'].map(numbersSpec),
  { name: 'horizon_days', datatype: 'INT32', shape: [1] },
]
export const optionalCustomerInputs = new Set(customerInputs.map(({ name }) => name))

const usualHorizon = 30
const mostHorizon = 366
const mostCustomers = 10_000
const worker = new URL('../../statistics/customers/customers-worker.ts', import.meta.url)

export interface TenantFit extends FittedCustomers {
  readonly history: PurchaseDays
  readonly horizonDays: number
}

/** The fit to a tenant's orders, judged over the last `horizonDays`. @throws Failure not_enough_data */
export async function fitTenant(ask: AskTenant, horizonDays = usualHorizon): Promise<TenantFit> {
  const history = await ask(readPurchaseDays, {})
  if (history.currency === null) throw notEnough('orders are in currencies that have no exchange rate')
  const { customers, end } = history
  const fit = await fitAside<FittedCustomers | { readonly reason: string }>(worker, { customers, end, horizonDays })
  if ('reason' in fit) throw notEnough(fit.reason)
  return { ...fit, history, horizonDays }
}

/** The fit, and the customers that a call asks about; undefined for an id that never ordered. */
export async function readCustomers(
  question: Question,
): Promise<{ fit: TenantFit; customers: readonly (Customer | undefined)[] }> {
  const [horizonDays = usualHorizon] = numbersOf(question, 'horizon_days') ?? []
  if (horizonDays < 1 || horizonDays > mostHorizon) {
    throw invalid('/inputs', `horizon_days must be from 1 to ${mostHorizon}`)
  }
  const ids = textsOf(question, 'user_id')
  const told = customersToldOf(question)
  if ((ids === undefined) === (told === undefined)) {
    throw invalid('/inputs', 'must hold either user_id, or frequency, recency_days, age_days and mean_value')
  }
  if ((ids ?? told ?? []).length > mostCustomers) throw invalid('/inputs', `at most ${mostCustomers} customers`)
  const fit = await fitTenant(question.ask, horizonDays)
  return { fit, customers: told ?? customersOf(ids ?? [], fit.history) }
}

function customersOf(ids: readonly string[], { userIds, customers, end }: PurchaseDays) {
  const places = new Map(userIds.map((userId, index) => [userId, index]))
  return ids.map((userId) => {
    const bought = customers[places.get(userId) ?? -1]
    return bought && customerBefore(bought, end)
  })
}

/** Customers by their own figures; undefined where none are given. */
function customersToldOf(question: Question): Customer[] | undefined {
  const names = ['frequency', 'recency_days', 'age_days', 'mean_value'] as const
  const [frequency, recency, age, meanValue] = names.map((name) => numbersOf(question, name))
  if ([frequency, recency, age, meanValue].every((it) => it === undefined)) return undefined
  if (!frequency || !recency || !age || !meanValue) throw invalid('/inputs', `must hold all of ${names.join(', ')}`)
  checkLengths({ frequency, recency_days: recency, age_days: age, mean_value: meanValue })
  return frequency.map((repeats, index) => {
    const [since, lived, value] = [recency[index] ?? 0, age[index] ?? 0, meanValue[index] ?? 0]
    if (repeats < 0 || !Number.isInteger(repeats)) throw invalid('/inputs', 'frequency must be whole numbers from 0')
    if (since < 0 || since > lived) throw invalid('/inputs', 'recency_days must be from 0 to age_days')
    if (repeats === 0 && since > 0) throw invalid('/inputs', 'recency_days must be 0 where frequency is')
    if (value < 0) throw invalid('/inputs', 'mean_value must be 0 or more')
    return { repeats, recency: since, age: lived, meanValue: value }
  })
}

/** What the list of models shows of the fit. */
export const trainedOn = ({ history, customers, firstDay, judged, horizonDays }: TenantFit) => ({
  from: addDays(history.origin, firstDay),
  to: addDays(history.origin, history.end),
  customers,
  judged_from: addDays(history.origin, judged.cut),
  judged_customers: judged.customers,
  horizon_days: horizonDays,
  currency: history.currency,
})
