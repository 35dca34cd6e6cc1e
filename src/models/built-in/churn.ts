import { probabilityAlive } from '../../statistics/bg-nbd.ts'
import { probabilityOfNoPurchase } from '../../statistics/customers/no-purchase.ts'
import type { BuiltInModel } from '../model.ts'
import { customerInputs, fitTenant, optionalCustomerInputs, readCustomers, trainedOn } from './customers.ts'
import { numbers, numbersSpec } from './tensors.ts'

/** Whether customers still buy, and whether they will within the horizon: BG/NBD, fitted to the tenant's own orders. */
export const churnModel: BuiltInModel = {
  ...{ name: 'churn', version: '1', platform: 'pocm' },
  inputs: customerInputs,
  outputs: ['p_alive', 'p_no_purchase', 'brier', 'naive_brier'].map(numbersSpec),
  optional: optionalCustomerInputs,
  async infer(question) {
    const { fit, customers } = await readCustomers(question)
    const { model, horizonDays, judged } = fit
    return [
      numbers(
        'p_alive',
        customers.map((it) => (it === undefined ? null : probabilityAlive(model, it))),
      ),
      numbers(
        'p_no_purchase',
        customers.map((it) => (it === undefined ? null : probabilityOfNoPurchase(model, it, horizonDays))),
      ),
      numbers('brier', [judged.churn.brier]),
      numbers('naive_brier', [judged.churn.naiveBrier]),
    ]
  },
  async describe(ask) {
    const fit = await fitTenant(ask)
    const { r, alpha, a, b } = fit.model
    const { brier, naiveBrier: naive_brier, auc, reliability } = fit.judged.churn
    return {
      trained_on: { ...trainedOn(fit), parameters: { r, alpha, a, b } },
      metrics: { brier, naive_brier, auc, reliability },
      state: 'ready',
    }
  },
}
