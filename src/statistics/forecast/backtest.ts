import type { Method, MethodName } from './methods.ts'

/** What a method said from one origin, and how far off it was. */
export interface Fold {
  /** How many values were known: those before this index. */
  readonly origin: number
  /** Value minus forecast, by step. */
  readonly errors: ReadonlyMap<MethodName, readonly number[]>
  /** Mean absolute change from one season to the next in what was known; what errors are measured by. */
  readonly scale: number
}

/** Folds of rolling origins (Tashman 2000, International Journal of Forecasting 16(4), 437–450), oldest first. */
export function backtest(
  values: readonly number[],
  methods: ReadonlyMap<MethodName, Method>,
  { period, horizon, origins }: { period: number; horizon: number; origins: readonly number[] },
): Fold[] {
  return origins.map((origin) => {
    const past = values.slice(0, origin)
    const errors = new Map<MethodName, number[]>()
    for (const [name, method] of methods) {
      const forecast = method(past, horizon)
      if (forecast !== undefined)
        errors.set(
          name,
          forecast.map((value, step) => (values[origin + step] as number) - value),
        )
    }
    return { origin, errors, scale: seasonalScale(past, period) }
  })
}

/** The mean absolute error, within the sample, of the seasonal naive forecast. */
function seasonalScale(values: readonly number[], period: number): number {
  const changes = values.slice(period).map((value, index) => Math.abs(value - (values[index] as number)))
  return changes.reduce((sum, it) => sum + it, 0) / Math.max(1, changes.length)
}

/** Mean absolute scaled error (Hyndman and Koehler 2006, International Journal of Forecasting 22(4), 679–688) of one fold. */
export const scaledError = (errors: readonly number[], scale: number) =>
  errors.reduce((sum, it) => sum + Math.abs(it), 0) / errors.length / scale

/** An error, and the index of the value that it became known with. */
interface Known {
  readonly step: number
  readonly error: number
}

/** Errors of a method that were known when there were `origin` values: of a fold that is still under way only the first. */
export function errorsKnownAt(folds: readonly Fold[], method: MethodName, origin: number): Known[] {
  return folds.flatMap(({ origin: from, errors }) =>
    (errors.get(method) ?? []).flatMap((error, step) => (from + step < origin ? [{ step, error }] : [])),
  )
}

/**
 * The method with the smallest mean absolute error among what was known then; every method has the same folds and steps. The floor,
 * which stands first, is left for one that is better.
 */
export function chooseMethod(folds: readonly Fold[], methods: readonly MethodName[], origin: number): MethodName {
  let best = methods[0] as MethodName
  let least = Number.POSITIVE_INFINITY
  const most = errorsKnownAt(folds, best, origin).length
  for (const method of methods) {
    const known = errorsKnownAt(folds, method, origin)
    if (known.length < most) continue
    const mean = known.reduce((sum, { error }) => sum + Math.abs(error), 0) / known.length
    if (mean < least) {
      best = method
      least = mean
    }
  }
  return best
}

/** Steps on either side of one whose errors count for it too. */
const nearby = (horizon: number) => Math.max(3, Math.ceil(horizon / 6))

/**
 * How far from the forecast a step's interval reaches, by split conformal prediction: the ⌈(n + 1) × confidence⌉-th smallest of n
 * absolute errors (Lei et al. 2018, Journal of the American Statistical Association 113, 1094–1111). Errors of neighbouring steps count, those of
 * all where these are too few. @returns undefined where all are too few for the confidence
 */
export function conformalReach(
  known: readonly Known[],
  { step, horizon, confidence }: { step: number; horizon: number; confidence: number },
): number | undefined {
  const near = known.filter((it) => Math.abs(it.step - step) <= nearby(horizon))
  return reachOf(near, confidence) ?? reachOf(known, confidence)
}

function reachOf(known: readonly Known[], confidence: number): number | undefined {
  const rank = Math.ceil((known.length + 1) * confidence)
  if (rank > known.length) return undefined
  return known.map(({ error }) => Math.abs(error)).sort((a, b) => a - b)[rank - 1]
}
