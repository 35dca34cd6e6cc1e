import type { Unit } from '../../api/catalogue.ts'
import type { QueryRow } from '../../api/query.ts'
import { bucketTitles } from '../../figures/bucket-title.ts'
import type { Bucket } from '../../figures/buckets.ts'
import { type Absent, type Series, seriesOf } from '../../figures/series.ts'
import { valueTitle } from '../../filters/dimensions.ts'
import type { View } from '../../filters/view.ts'
import type { Axis } from '../reading.ts'
import type { Table } from '../table.ts'

/** One of several lines on the same axis. */
export interface NamedSeries {
  readonly id: string
  readonly title: string
  readonly unit: Unit
  readonly currency: string | null
  readonly series: Series
}

/** Lines as a table: one row for each bucket that has begun, newest first. */
export function seriesTable(
  lines: readonly NamedSeries[],
  axis: Axis,
  { granularity, timezone }: Pick<View, 'granularity' | 'timezone'>,
): Table {
  const titles = bucketTitles(granularity, timezone)
  const begun = lines[0]?.series.values.length ?? 0
  return {
    columns: [
      { id: 'time', title: 'Time', unit: 'text' },
      ...lines.map(({ id, title, unit }) => ({ id, title, unit })),
    ],
    rows: axis.buckets
      .slice(0, begun)
      .map((bucket, step) => [titles.full(bucket), ...lines.map(({ series }) => series.values[step] ?? null)])
      .toReversed(),
    currency: lines[0]?.currency ?? null,
  }
}

interface Cut {
  readonly metric: string
  /** What decides which values are the largest. */
  readonly weight: string
  readonly dimension: string
  readonly unit: Unit
  readonly currency: string | null
  readonly absent: Absent
  readonly most: number
}

/**
 * Rows by time and a dimension as one line for each of its largest values.
 * @returns the lines, the largest first, and how many values there are
 */
export function seriesByValue(
  rows: readonly QueryRow[],
  buckets: readonly Bucket[],
  { metric, weight, dimension, unit, currency, absent, most }: Cut,
  nowMs: number,
): { lines: NamedSeries[]; values: number } {
  const byValue = Map.groupBy(rows, (row) => String(row[dimension] ?? ''))
  const weightOf = (some: readonly QueryRow[]) => some.reduce((sum, row) => sum + Number(row[weight] ?? 0), 0)
  const largest = [...byValue].map(([value, some]) => ({ value, some, weight: weightOf(some) }))
  largest.sort((a, b) => b.weight - a.weight || (a.value < b.value ? -1 : 1))
  const lines = largest.slice(0, most).map(({ value, some }) => ({
    ...{ id: value === '' ? 'none' : value, title: valueTitle(value), unit, currency },
    series: seriesOf(some, buckets, metric, absent, nowMs),
  }))
  return { lines, values: largest.length }
}
