import { answerNewest } from '../insights/forecast/newest.ts'
import { Failure } from '../platform/errors.ts'
import type { QueryContext } from '../warehouse/ask.ts'
import type { AlertWish } from './alert.ts'
import type { Verdict } from './judge.ts'

/** The share of values that a band is meant to hold where the condition does not say it: one day in twenty lies outside by chance. */
export const usualConfidence = 0.95

/**
 * Compares the last whole day or week of a measure with the band that its forecast gave for it the day or week before.
 * Too short a history leaves it unknown, with the reason.
 * @throws Failure unknown_metric, dimension_not_allowed, invalid_request, query_too_large, warehouse_unavailable
 */
export async function lookAtExpected(
  { metric, filters, window, condition }: Pick<AlertWish, 'metric' | 'filters' | 'window' | 'condition'>,
  context: QueryContext,
): Promise<Verdict> {
  const granularity = window === 'week' ? 'week' : 'day'
  const confidence = condition.value ?? usualConfidence
  const timezone = context.money.timezone ?? 'UTC'
  try {
    const { value, lower, upper } = await answerNewest({ metric, filters, granularity, confidence, timezone }, context)
    // Where the past repeats to the digit the band has no width, and rounding is no news.
    const rounding = 1e-9 * Math.max(1, Math.abs(value))
    if (value < lower - rounding) return { state: 'firing', value, limit: lower }
    return { state: value > upper + rounding ? 'firing' : 'ok', value, limit: upper }
  } catch (error) {
    if (error instanceof Failure && error.code === 'not_enough_data')
      return { state: 'unknown', value: null, reason: `No forecast to hold it against. ${error.message}` }
    throw error
  }
}
