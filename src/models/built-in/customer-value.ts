import { expectedPurchases } from '../../statistics/bg-nbd.ts'
import { expectedValue } from '../../statistics/gamma-gamma.ts'
import type { Customer } from '../../statistics/lifetime-value.ts'
import type { BuiltInModel } from '../model.ts'
import { customerInputs, fitTenant, optionalCustomerInputs, readCustomers, trainedOn } from './customers.ts'
import { numbers, numbersSpec } from './tensors.ts'

/** What customers will buy and spend: BG/NBD and Gamma-Gamma, fitted to the tenant's own orders. */
export const customerValueModel: BuiltInModel = {
  ...{ name: 'customer_value', version: '1', platform: 'pocm' },
  inputs: customerInputs,
  outputs: ['expected_purchases', 'expected_value', 'mae', 'naive_mae'].map(numbersSpec),
  optional: optionalCustomerInputs,
  async infer(question) {
    const { fit, customers } = await readCustomers(question)
    const { model, judged, horizonDays } = fit
    const purchases = (customer: Customer) => expectedPurchases(model, customer, horizonDays)
    // Repeat purchases that cost nothing say nothing of what others will cost.
    const mean = (customer: Customer) =>
      expectedValue(model, customer.meanValue > 0 ? customer : { repeats: 0, meanValue: 0 })
    return [
      numbers(
        'expected_purchases',
        customers.map((it) => (it === undefined ? null : purchases(it))),
      ),
      numbers(
        'expected_value',
        customers.map((it) => (it === undefined ? null : purchases(it) * mean(it))),
      ),
      numbers('mae', [judged.value.mae]),
      numbers('naive_mae', [judged.value.naive]),
    ]
  },
  async describe(ask) {
    const fit = await fitTenant(ask)
    const { r, alpha, a, b, p, q, v } = fit.model
    const { purchases, value, totals } = fit.judged
    return {
      trained_on: { ...trainedOn(fit), parameters: { r, alpha, a, b, p, q, v } },
      metrics: {
        ...{ purchases_mae: purchases.mae, naive_purchases_mae: purchases.naive },
        ...{ value_mae: value.mae, naive_value_mae: value.naive },
        ...{ purchases: totals.purchases, expected_purchases: totals.expectedPurchases },
        ...{ value: totals.value, expected_value: totals.expectedValue },
      },
      state: 'ready',
    }
  },
}
