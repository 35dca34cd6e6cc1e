import { notEnough } from '../../insights/forecast/history.ts'
import { type PaymentAttempts, readPaymentAttempts } from '../../insights/payments/payment-attempts.ts'
import { fitAside } from '../../statistics/kept-fits.ts'
import type { PaymentFacts } from '../../statistics/payments/attempt.ts'
import { type FittedPayments, riskOf } from '../../statistics/payments/fit-payments.ts'
import { invalid } from '../../warehouse/time/parse-range.ts'
import type { AskTenant, BuiltInModel, Question } from '../model.ts'
import { checkLengths, numbers, numbersOf, numbersSpec, texts, textsOf, textsSpec } from './tensors.ts'

const mostPayments = 10_000
const worker = new URL('../../statistics/payments/payments-worker.ts', import.meta.url)

/** The probability that a payment fails: a logistic model of the tenant's own payments, whose coefficients may be read. */
export const paymentRiskModel: BuiltInModel = {
  ...{ name: 'payment_risk', version: '1', platform: 'pocm' },
  inputs: [
    ...['gateway', 'method', 'country', 'currency', 'payment_id'].map(textsSpec),
    ...['amount', 'hour', 'attempt', 'risk_score'].map(numbersSpec),
  ],
  outputs: [
    ...['probability', 'base_rate', 'brier', 'base_brier'].map(numbersSpec),
    ...[textsSpec('coefficient_of'), numbersSpec('coefficient')],
  ],
  optional: new Set(['country', 'attempt', 'risk_score', 'payment_id']),
  async infer(question) {
    const payments = paymentsOf(question)
    const { model, judged } = await fitTenant(question.ask)
    const { features, fit, baseRate } = model
    return [
      numbers(
        'probability',
        payments.map((it) => riskOf(model, it)),
      ),
      numbers('base_rate', [baseRate]),
      numbers('brier', [judged.brier]),
      numbers('base_brier', [judged.baseBrier]),
      texts('coefficient_of', ['intercept', ...features.columns]),
      numbers('coefficient', [fit.intercept, ...fit.coefficients]),
    ]
  },
  async describe(ask) {
    const { model, judged, attempts } = await fitTenant(ask)
    const { brier, baseBrier: base_brier, auc, reliability, cut, payments: judged_payments, failed } = judged
    const day = (ms: number) => new Date(ms).toISOString()
    const { intercept, coefficients } = model.fit
    return {
      trained_on: {
        from: day(attempts.reduce((least, { begun }) => Math.min(least, begun), cut)),
        ...{ payments: model.payments, base_rate: model.baseRate },
        ...{ judged_from: day(cut), judged_payments, judged_failed: failed },
        intercept,
        coefficients: Object.fromEntries(model.features.columns.map((name, at) => [name, coefficients[at] ?? 0])),
      },
      metrics: { brier, base_brier, skill: 1 - brier / base_brier, auc, reliability },
      state: 'ready',
    }
  },
}

/** @throws Failure not_enough_data */
async function fitTenant(ask: AskTenant): Promise<FittedPayments & PaymentAttempts> {
  const history = await ask(readPaymentAttempts, {})
  const fit = await fitAside<FittedPayments | { readonly reason: string }>(worker, history)
  if ('reason' in fit) throw notEnough(fit.reason)
  return { ...fit, ...history }
}

function paymentsOf(question: Question): PaymentFacts[] {
  const words = (name: string) => textsOf(question, name)
  const values = (name: string) => numbersOf(question, name)
  const [gateway = [], method = [], currency = [], country] = ['gateway', 'method', 'currency', 'country'].map(words)
  const [amount = [], hour = [], attempt, risk] = ['amount', 'hour', 'attempt', 'risk_score'].map(values)
  const payment_id = words('payment_id')
  const count = checkLengths({
    gateway,
    method,
    currency,
    country,
    payment_id,
    amount,
    hour,
    attempt,
    risk_score: risk,
  })
  if (count > mostPayments) throw invalid('/inputs', `at most ${mostPayments} payments`)
  const isWhole = (from: number, to: number) => (it: number) => Number.isInteger(it) && it >= from && it <= to
  if (!hour.every(isWhole(0, 23))) throw invalid('/inputs', 'hour must be a whole number from 0 to 23')
  if (!(attempt ?? []).every(isWhole(1, 1_000))) throw invalid('/inputs', 'attempt must be a whole number from 1')
  if (amount.some((it) => it < 0)) throw invalid('/inputs', 'amount must be 0 or more')
  return gateway.map((name, at) => ({
    ...{ gateway: name, method: method[at] ?? '', currency: currency[at] ?? '', country: country?.[at] ?? '' },
    ...{ amount: amount[at] ?? 0, hour: hour[at] ?? 0, attempt: attempt?.[at] ?? 1, risk: risk?.[at] ?? null },
  }))
}
