import { fitLogistic, type Logistic, probabilityOf } from '../logistic.ts'
import { areaUnderCurve, brierScore, type Outcome, type ReliabilityBin, reliability } from '../probability-scores.ts'
import { hasFailedBy, type PaymentAttempt, type PaymentFacts } from './attempt.ts'
import { featuresOf, type PaymentFeatures, rowOf } from './payment-features.ts'

/** The probability that a payment fails, by what is known when it is begun. */
export interface PaymentModel {
  readonly features: PaymentFeatures
  readonly fit: Logistic
  readonly payments: number
  /** The share of them that failed. */
  readonly baseRate: number
}

export interface PaymentJudgement {
  /** The moment before which the judged fit knew. */
  readonly cut: number
  readonly payments: number
  readonly failed: number
  readonly brier: number
  /** Of the share that had failed before the cut, predicted for every payment alike. */
  readonly baseBrier: number
  readonly auc: number | null
  readonly reliability: readonly ReliabilityBin[]
}

export interface FittedPayments {
  readonly model: PaymentModel
  readonly judged: PaymentJudgement
}

type Reason = { readonly reason: string }

/** The newest quarter of payments is judged. */
const judgedShare = 0.25
/** Failed and captured payments that a fit needs of each: ten for each of its five predictors (Peduzzi et al. 1996). */
const leastOfEach = 50
const leastJudged = 20

/**
 * Fits payments to all that came of them, and once more to what was known at a cut, which is judged by payments begun after.
 * @param attempts in any order
 * @param end a moment after all of them, milliseconds since 1970
 */
export function fitPayments({
  attempts,
  end,
}: {
  readonly attempts: readonly PaymentAttempt[]
  readonly end: number
}): FittedPayments | Reason {
  const judged = judgePayments(attempts, end)
  if ('reason' in judged) return judged
  const model = fitBefore(attempts, end)
  return 'reason' in model ? model : { model, judged }
}

/** The fit to payments that were begun, and whose outcome was known, before a moment. */
function fitBefore(attempts: readonly PaymentAttempt[], moment: number): PaymentModel | Reason {
  const known = attempts.filter((it) => it.begun < moment && hasFailedBy(it, moment) !== undefined)
  const outcomes = known.map((it) => hasFailedBy(it, moment) === true)
  const failed = outcomes.filter(Boolean).length
  if (Math.min(failed, known.length - failed) < leastOfEach) {
    return {
      reason: `${leastOfEach} failed and ${leastOfEach} captured payments are needed, and there are ${failed} and ${known.length - failed}`,
    }
  }
  const features = featuresOf(known)
  const fit = fitLogistic(
    known.map((it) => rowOf(features, it)),
    outcomes,
    features.columns.length,
  )
  return { features, fit, payments: known.length, baseRate: failed / known.length }
}

/** Judges what would have been predicted at the cut by what came of payments begun since. */
export function judgePayments(attempts: readonly PaymentAttempt[], end: number): PaymentJudgement | Reason {
  const begun = attempts.map((it) => it.begun).sort((a, b) => a - b)
  const cut = begun[Math.floor(begun.length * (1 - judgedShare))] ?? end
  const model = fitBefore(attempts, cut)
  if ('reason' in model) return { reason: `before the newest quarter of payments, ${model.reason}` }
  const outcomes = attempts.flatMap((it): Outcome[] => {
    const happened = it.begun < cut ? undefined : hasFailedBy(it, end)
    return happened === undefined ? [] : [{ probability: riskOf(model, it), happened }]
  })
  const failed = outcomes.filter(({ happened }) => happened).length
  if (Math.min(failed, outcomes.length - failed) < leastJudged) {
    return {
      reason: `${leastJudged} failed and ${leastJudged} captured payments of the newest quarter are needed to judge by`,
    }
  }
  return {
    ...{ cut, payments: outcomes.length, failed },
    brier: brierScore(outcomes),
    baseBrier: brierScore(outcomes.map(({ happened }) => ({ probability: model.baseRate, happened }))),
    auc: areaUnderCurve(outcomes),
    reliability: reliability(outcomes),
  }
}

export const riskOf = ({ features, fit }: Pick<PaymentModel, 'features' | 'fit'>, payment: PaymentFacts): number =>
  probabilityOf(fit, rowOf(features, payment))
