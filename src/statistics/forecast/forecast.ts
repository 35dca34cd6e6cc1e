import { backtest, chooseMethod, conformalReach, errorsKnownAt, type Fold, scaledError } from './backtest.ts'
import { type MethodName, methodsFor } from './methods.ts'

export interface Series {
  /** One value a period, without gaps, oldest first; 0 where nothing happened. */
  readonly values: readonly number[]
  /** How many values make a season: 7 of days, 12 of months; 1 for none. */
  readonly period: number
  readonly horizon: number
  /** 0.5 to 0.99: the share of values that intervals are meant to hold. */
  readonly confidence: number
}

export interface ForecastPoint {
  readonly value: number
  readonly lower: number
  readonly upper: number
}

/** A value of the past beside what would have been predicted of it before. */
export interface ToldPoint extends ForecastPoint {
  /** The index of the value. */
  readonly index: number
}

export interface Backtest {
  /** Mean absolute scaled error: below 1 it is better than last season's values again; null where the past never changed. */
  readonly mase: number | null
  /** The same of the seasonal naive forecast, over the same folds. */
  readonly naiveMase: number | null
  /** The share of values that lay within their intervals. */
  readonly coverage: number
  /** How many origins were judged. */
  readonly folds: number
  /** What would have been predicted of values of the past, each from the last origin before it, oldest first. */
  readonly told: readonly ToldPoint[]
}

export type ForecastResult =
  | { readonly method: MethodName; readonly points: readonly ForecastPoint[]; readonly backtest: Backtest }
  | { readonly reason: string }

/** Values that any method is fitted to at least, beside two seasons. */
const leastValues = 14
const usualFolds = 8
const mostFolds = 24
const leastFolds = 4

/**
 * How many origins are judged where there is room. A conformal interval of a confidence c takes c ÷ (1 − c) errors, and an origin has as
 * many as it looks ahead: of one or two steps, the usual eight are too few for 95 %. One more has intervals to be judged by.
 */
const foldsFor = (horizon: number, confidence: number) =>
  Math.min(mostFolds, Math.max(usualFolds, Math.ceil(confidence / (1 - confidence) / horizon - 1e-9) + 1))

/**
 * Forecasts a series by the method that did best on it, from rolling origins. The reported accuracy is out of sample:
 * at each origin the method was chosen and its interval drawn from what was known then, and the values after it were
 * compared with that.
 * @returns points, or the reason why there are too few values for any
 */
export function forecastSeries({ values, period, horizon, confidence }: Series): ForecastResult {
  if (!values.some((it) => it !== 0)) return { reason: 'nothing has happened yet' }
  const least = Math.max(leastValues, 2 * period + 1)
  const room = values.length - least - horizon
  if (room < leastFolds - 1) {
    return {
      reason: `${least + horizon + leastFolds - 1} periods are needed for ${horizon} ahead, and there are ${values.length}`,
    }
  }
  const count = Math.min(foldsFor(horizon, confidence), room + 1)
  const stride = Math.max(1, Math.min(horizon, Math.floor(room / (count - 1))))
  const origins = Array.from({ length: count }, (_, fold) => values.length - horizon - (count - 1 - fold) * stride)
  const methods = methodsFor(values.slice(0, origins[0]), period)
  const names = [...methods.keys()]
  const folds = backtest(values, methods, { period, horizon, origins })

  const method = chooseMethod(folds, names, values.length)
  const ahead = methods.get(method)?.(values, horizon)
  if (ahead === undefined) return { reason: `${method} finds no model for these values` }
  const known = errorsKnownAt(folds, method, values.length)
  const floor = values.every((it) => it >= 0) ? 0 : Number.NEGATIVE_INFINITY
  const points: ForecastPoint[] = []
  for (const [step, value] of ahead.entries()) {
    const reach = conformalReach(known, { step, horizon, confidence })
    if (reach === undefined) return { reason: `intervals of ${confidence} need more values than there are` }
    const expected = Math.max(floor, value)
    points.push({ value: expected, lower: Math.max(floor, value - reach), upper: Math.max(floor, value + reach) })
  }
  const judged = judge(values, folds, names, { horizon, confidence, floor })
  return judged === undefined
    ? { reason: `intervals of ${confidence} need more values than there are` }
    : { method, points, backtest: judged }
}

/** Compares each fold with what would have been forecast then; undefined where no fold had enough before it. */
function judge(
  values: readonly number[],
  folds: readonly Fold[],
  names: readonly MethodName[],
  { horizon, confidence, floor }: Pick<Series, 'horizon' | 'confidence'> & { readonly floor: number },
): Backtest | undefined {
  let within = 0
  let count = 0
  const told = new Map<number, ToldPoint>()
  let judged = 0
  const scaled: number[] = []
  const naive: number[] = []
  for (const [index, { origin, errors, scale }] of folds.entries()) {
    const before = folds.slice(0, index)
    const method = chooseMethod(before, names, origin)
    const known = errorsKnownAt(before, method, origin)
    const actual = errors.get(method)
    if (actual === undefined) continue
    const reaches = actual.map((_, step) => conformalReach(known, { step, horizon, confidence }))
    if (reaches.includes(undefined)) continue
    judged += 1
    count += actual.length
    for (const [step, error] of actual.entries()) {
      const value = (values[origin + step] as number) - error
      const reach = reaches[step] as number
      const [lower, upper] = [Math.max(floor, value - reach), Math.max(floor, value + reach)]
      told.set(origin + step, { index: origin + step, value: Math.max(floor, value), lower, upper })
    }
    within += actual.filter((error, step) => Math.abs(error) <= (reaches[step] as number)).length
    if (scale === 0) continue
    scaled.push(scaledError(actual, scale))
    naive.push(scaledError(errors.get('seasonal_naive') ?? [], scale))
  }
  if (judged === 0) return undefined
  return {
    mase: meanOf(scaled),
    naiveMase: meanOf(naive),
    coverage: within / count,
    folds: judged,
    told: [...told.values()].sort((a, b) => a.index - b.index),
  }
}

const meanOf = (values: readonly number[]) =>
  values.length === 0 ? null : values.reduce((sum, it) => sum + it, 0) / values.length
