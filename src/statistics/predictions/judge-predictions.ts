import { brierScore, type Outcome, type ReliabilityBin, reliability } from '../probability-scores.ts'
import { stabilityIndex } from './stability-index.ts'

/** What was predicted, and what was observed. */
export interface Prediction {
  readonly value: number | null
  readonly lower: number | null
  readonly upper: number | null
  /** null while it is open. */
  readonly observed: number | null
}

export interface PredictionQuality {
  readonly predictions: number
  readonly observed: number
  /** Mean absolute error and mean error (predicted less observed), in the unit of the predictions. */
  readonly mae: number | null
  readonly bias: number | null
  /** The share of values within their intervals, of as many as had one. */
  readonly coverage: number | null
  readonly intervals: number
  /**
   * Of predictions that are probabilities: Brier score, that of the share that happened, and predicted beside observed
   * probabilities.
   */
  readonly brier: number | null
  readonly base_brier: number | null
  readonly calibration: readonly ReliabilityBin[]
  /** Population stability index of the predictions, later half against earlier half. */
  readonly drift: number | null
}

/** Predictions of one model and version. @param predictions in order of time */
export function judgePredictions(predictions: readonly Prediction[]): PredictionQuality {
  const pairs = predictions.flatMap(({ value, observed }) =>
    value === null || observed === null ? [] : [{ value, observed }],
  )
  const within = predictions.flatMap(({ lower, upper, observed }) =>
    lower === null || upper === null || observed === null ? [] : [observed >= lower && observed <= upper],
  )
  const told = predictions.flatMap(({ value }) => value ?? [])
  const half = told.length >> 1
  const outcomes = outcomesOf(pairs)
  const share = meanOf(outcomes.map(({ happened }) => Number(happened)))
  return {
    predictions: predictions.length,
    observed: predictions.filter(({ observed }) => observed !== null).length,
    mae: meanOf(pairs.map(({ value, observed }) => Math.abs(value - observed))),
    bias: meanOf(pairs.map(({ value, observed }) => value - observed)),
    coverage: meanOf(within.map(Number)),
    intervals: within.length,
    brier: outcomes.length === 0 ? null : brierScore(outcomes),
    base_brier: share === null ? null : share * (1 - share),
    calibration: reliability(outcomes),
    drift: stabilityIndex(told.slice(0, half), told.slice(half)),
  }
}

/** Predictions of something that happens or does not; none where values or outcomes are anything else. */
function outcomesOf(pairs: readonly { value: number; observed: number }[]): Outcome[] {
  const isProbability = pairs.every(
    ({ value, observed }) => value >= 0 && value <= 1 && (observed === 0 || observed === 1),
  )
  return isProbability ? pairs.map(({ value, observed }) => ({ probability: value, happened: observed === 1 })) : []
}

const meanOf = (values: readonly number[]) =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length
