import type { Measure } from '../api/catalogue.ts'
import type { DimensionFilters, FilterDimension } from '../api/dimension-names.ts'
import type { QueryAnswer, QueryPart } from '../api/query.ts'
import type { Bounds } from '../filters/comparison.ts'
import type { View } from '../filters/view.ts'
import type { Axis, Moments } from '../numbers/axis.ts'
import { bucketsOf } from '../numbers/buckets.ts'
import { type Change, changeOf, incomparable } from '../numbers/change.ts'
import { dataStart, whyIncomparable } from '../numbers/coverage.ts'
import { isWithinChance } from '../numbers/observed.ts'
import { rowsByCurrency, type Series, seriesOf } from '../numbers/series.ts'
import { momentOf } from '../time/zone.ts'
import type { Figure } from './figure.ts'

const momentsOf = ({ from, to }: Bounds, zone: string): Moments => ({
  startMs: momentOf(from, zone),
  endMs: momentOf(to, zone),
})

export function axisOf({ range, compared, granularity, timezone }: View): Axis {
  return {
    zone: timezone,
    endMs: range.endMs,
    compared: compared && momentsOf(compared, timezone),
    buckets: bucketsOf(range.from, range.to, granularity, timezone),
    previous: compared === null ? [] : bucketsOf(compared.from, compared.to, granularity, timezone),
  }
}

/** Why a view's period before says nothing; null where it can be compared with, or there is none. */
export function whyNotCompared({ compared, timezone }: View, dataFrom: string | null | undefined): string | null {
  if (compared === null) return null
  const { startMs, endMs } = momentsOf(compared, timezone)
  return whyIncomparable(dataStart(dataFrom, timezone), startMs, endMs, timezone)
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

/**
 * The currencies in which a measure must be read: those of the answer when it is money that could not be added, else
 * only the answer's own.
 */
function currenciesOf(measure: Measure, answer: QueryAnswer): (string | null)[] {
  const parts = [answer, answer.previous].map((part) => part?.totals_by_currency)
  if (measure.unit !== 'money' || parts.every((part) => part === undefined)) return [null]
  return [...new Set(parts.flatMap((part) => Object.keys(part ?? {})))].sort()
}

function totalOf(part: QueryPart | undefined, metric: string, currency: string | null): number | null {
  const totals = currency === null ? part?.totals : part?.totals_by_currency?.[currency]
  const total = totals?.[metric] ?? null
  if (typeof total === 'object' && total !== null) throw new Error(`${metric} is a distribution, which is no figure`)
  return total
}

/**
 * One reading for each currency of the answer; a single one in the usual case.
 * @param before what to compare with, where it is not the whole period before: see `passedBefore`.
 */
export function readFigure(
  figure: Figure,
  measure: Measure,
  answer: QueryAnswer,
  before: QueryPart | undefined,
  axis: Axis,
  nowMs: number,
): Reading[] {
  const { metric, better, absent } = figure
  const start = dataStart(answer.meta.data_from, axis.zone)
  const { compared } = axis
  const reason = compared && whyIncomparable(start, compared.startMs, compared.endMs, axis.zone)
  const isUnknown = start !== null && axis.endMs <= start.ms
  const rows = rowsByCurrency(answer.rows)
  const previousRows = rowsByCurrency(answer.previous?.rows ?? [])
  const isNoise = (value: number | null, previous: number | null) =>
    isWithinChance(value, previous, answer.intervals?.[metric], before?.intervals?.[metric])
  return currenciesOf(measure, answer).map((split) => {
    const total = totalOf(answer, metric, split)
    const value = isUnknown && total === 0 ? null : total
    const previousValue = reason === null ? totalOf(before, metric, split) : null
    const key = split ?? ''
    return {
      currency: split ?? answer.meta.currency,
      value,
      previousValue,
      change:
        reason === null
          ? changeOf(value, previousValue, measure.unit, better, isNoise(value, previousValue))
          : incomparable(reason),
      series: seriesOf(rows.get(key) ?? [], axis.buckets, metric, absent, nowMs, start),
      previousSeries: seriesOf(previousRows.get(key) ?? [], axis.previous, metric, absent, nowMs, start),
    }
  })
}
