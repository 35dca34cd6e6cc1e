import { expect, test } from 'vitest'
import { hasFailedBy, type PaymentAttempt } from './attempt.ts'
import { drawPayments, plantedRisk } from './drawn-payments.ts'
import { type FittedPayments, fitPayments, judgePayments, type PaymentJudgement, riskOf } from './fit-payments.ts'

const drawn = drawPayments(8_000, { seed: 'payments with a planted risk' })
const end = 8_000 * 60_000
const judge = (attempts: readonly PaymentAttempt[]) => judgePayments(attempts, end) as PaymentJudgement

test('the planted risk is found again, and beats the base rate on payments begun later', () => {
  const { model, judged } = fitPayments({ attempts: drawn, end }) as FittedPayments
  const coefficient = (name: string) => model.fit.coefficients[model.features.columns.indexOf(name)] ?? Number.NaN
  const contrast = (one: string, other: string) => coefficient(one) - coefficient(other)
  const planted = (name: string) => plantedRisk[name] as number
  expect(contrast('gateway=beta', 'gateway=alpha')).toBeCloseTo(planted('gateway=beta'), 0)
  expect(contrast('method=wallet', 'method=card')).toBeCloseTo(planted('method=wallet'), 0)
  expect(contrast('attempt=2', 'attempt=1')).toBeCloseTo(planted('attempt=2'), 0)
  expect(Math.abs(contrast('country=ES', 'country=PT'))).toBeLessThan(0.25)
  expect(judged.payments).toBe(2_000)
  expect(judged.brier).toBeLessThan(0.97 * judged.baseBrier)
  expect(judged.auc).toBeGreaterThan(0.65)
  for (const { predicted, observed } of judged.reliability) expect(Math.abs(predicted - observed)).toBeLessThan(0.06)
  const facts = { country: 'ES', currency: 'EUR', amount: 55, hour: 12, risk: null }
  const told = riskOf(model, { ...facts, gateway: 'beta', method: 'card', attempt: 2 })
  const log = planted('intercept') + planted('gateway=beta') + planted('attempt=2')
  expect(Math.abs(told - 1 / (1 + Math.exp(-log)))).toBeLessThan(0.06)
})

test('where no predictor distinguishes payments the model predicts about the base rate', () => {
  const judged = judge(drawPayments(8_000, { seed: 'nothing to find', isNoise: true }))
  expect(judged.brier / judged.baseBrier).toBeGreaterThan(0.98)
  expect(judged.brier / judged.baseBrier).toBeLessThan(1.02)
})

test('what becomes known after the cut changes no probability predicted before it', () => {
  const { cut, reliability } = judge(drawn)
  // A leak would show: after the cut all fail that did not, those that were begun before it and still open too.
  const planted = drawn.map((it): PaymentAttempt => {
    if (it.begun < cut) return it
    const isGood = it.failed === null
    return { ...it, failed: isGood ? it.begun + 1 : null, captured: isGood ? null : it.begun + 1 }
  })
  const open = drawn.slice(0, 500).map((it): PaymentAttempt => ({ ...it, failed: end - 1, captured: null }))
  const told = (judged: PaymentJudgement) => judged.reliability.map(({ predicted }) => predicted)
  expect(told(judge(planted))).toEqual(reliability.map(({ predicted }) => predicted))
  expect(judge(planted).brier).toBeGreaterThan(2 * judge(drawn).brier)
  const [withOpen, without] = [judge([...open, ...drawn.slice(500)]), judge(drawn)]
  const late = drawn.slice(500)
  const known = judgePayments(
    [...drawn.slice(0, 500).map((it) => ({ ...it, failed: null, captured: null })), ...late],
    end,
  )
  expect(told(withOpen)).toEqual(told(known as PaymentJudgement))
  expect(withOpen.cut).toBe(without.cut)
})

test('a payment that failed and was captured after all has not failed, once that is known', () => {
  const [payment] = drawn as [PaymentAttempt]
  const both = { ...payment, failed: 10, captured: 20 }
  expect([5, 15, 25].map((moment) => hasFailedBy(both, moment))).toEqual([undefined, true, false])
})

test('too few failed payments are reported with how many are needed', () => {
  const good = drawn.map((it): PaymentAttempt => ({ ...it, failed: null, captured: it.begun + 1 }))
  expect(fitPayments({ attempts: good, end })).toEqual({
    reason:
      'before the newest quarter of payments, 50 failed and 50 captured payments are needed, and there are 0 and 6000',
  })
  expect(fitPayments({ attempts: [], end })).toMatchObject({ reason: expect.stringContaining('0 and 0') })
})
