import type { Measure } from '../api/catalogue.ts'
import type { QueryAnswer, QueryPart } from '../api/query.ts'
import type { Bucket } from '../figures/buckets.ts'
import { type Change, changeOf } from '../figures/change.ts'
import { rowsByCurrency, type Series, seriesOf } from '../figures/series.ts'
import type { DimensionFilters, FilterDimension } from '../filters/dimensions.ts'
import type { Figure } from './figure.ts'

/** The time axis of an answer and of the period before it, step by step beside each other. */
export interface Axis {
  readonly buckets: readonly Bucket[]
  readonly previous: readonly Bucket[]
}

/** What a figure shows in one currency, or at all where there is only one. */
export interface Reading {
  readonly currency: string | null
  readonly value: number | null
  readonly previousValue: number | null
  readonly change: Change
  readonly series: Series
  readonly previousSeries: Series
}

/** The active filters that a measure cannot be cut by: then no number would be the one asked for. */
export const uncuttableBy = (measure: Measure, filters: DimensionFilters): FilterDimension[] =>
  (Object.keys(filters) as FilterDimension[]).filter((dimension) => !measure.dimensions.includes(dimension))

/** The currencies of an answer whose amounts could not be added, by name; one null where they could. */
const currenciesOf = (answer: QueryAnswer): (string | null)[] => {
  const parts = [answer, answer.previous].flatMap((part) => Object.keys(part?.totals_by_currency ?? {}))
  return answer.totals !== null || parts.length === 0 ? [null] : [...new Set(parts)].sort()
}

function totalOf(part: QueryPart | undefined, metric: string, currency: string | null): number | null {
  const totals = currency === null ? part?.totals : part?.totals_by_currency?.[currency]
  return totals?.[metric] ?? null
}

/** One reading for each currency of the answer; a single one in the usual case. */
export function readFigure(
  figure: Figure,
  measure: Measure,
  answer: QueryAnswer,
  axis: Axis,
  nowMs: number,
): Reading[] {
  const { metric, better, absent } = figure
  const rows = rowsByCurrency(answer.rows)
  const previousRows = rowsByCurrency(answer.previous?.rows ?? [])
  return currenciesOf(answer).map((split) => {
    const value = totalOf(answer, metric, split)
    const previousValue = totalOf(answer.previous, metric, split)
    const key = split ?? ''
    return {
      currency: split ?? answer.meta.currency,
      value,
      previousValue,
      change: changeOf(value, previousValue, measure.unit, better),
      series: seriesOf(rows.get(key) ?? [], axis.buckets, metric, absent, nowMs),
      previousSeries: seriesOf(previousRows.get(key) ?? [], axis.previous, metric, absent, nowMs),
    }
  })
}
