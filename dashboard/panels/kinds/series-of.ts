import type { Unit } from '../../api/catalogue.ts'
import { valueTitle } from '../../api/dimension-names.ts'
import type { QueryRow } from '../../api/query.ts'
import type { View } from '../../filters/view.ts'
import type { Axis } from '../../numbers/axis.ts'
import { bucketTitles } from '../../numbers/bucket-title.ts'
import type { Bucket } from '../../numbers/buckets.ts'
import type { DataStart } from '../../numbers/coverage.ts'
import type { NamedSeries } from '../../numbers/named-series.ts'
import { type Absent, type Series, seriesOf } from '../../numbers/series.ts'
import type { Cell, Column, Table } from '../table.ts'

/** A line's values, on how many observations they rest, and where it is told the 95 % interval of a share. */
function columnsOfLine({ id, title, unit, series: { observed } }: NamedSeries, isTold: boolean): Column[] {
  const value = { id, title, unit }
  if (observed === undefined) return [value]
  const n = { id: `${id}_observations`, title: isTold ? 'n' : `${title}, n`, unit: 'count' as const }
  if (!isTold || !hasIntervals(observed)) return [value, n]
  const bounds = [
    { id: `${id}_low`, title: '95 % from', unit },
    { id: `${id}_high`, title: '95 % to', unit },
  ]
  return [value, n, ...bounds]
}

/** What stands in those columns at a step. */
function cellsOfLine({ series: { values, observed } }: NamedSeries, step: number, isTold: boolean): Cell[] {
  const value = values[step] ?? null
  if (observed === undefined) return [value]
  const { n = null, interval = null } = observed[step] ?? {}
  const bounds = isTold && hasIntervals(observed) ? [interval?.low ?? null, interval?.high ?? null] : []
  return [value, n, ...bounds]
}

const hasIntervals = (observed: NonNullable<Series['observed']>) => observed.some((it) => it && it.interval !== null)

/**
 * Lines as a table: one row for each bucket that has begun, newest first. Its file has them oldest first, with times as the
 * API writes them, the currency of amounts, whether the bucket is complete, and every line there is.
 * @param all the lines of the file, where only some of them are shown
 */
export function seriesTable(
  lines: readonly NamedSeries[],
  axis: Pick<Axis, 'buckets' | 'previous'>,
  { granularity, timezone }: Pick<View, 'granularity' | 'timezone'>,
  all: readonly NamedSeries[] = lines,
): Table {
  const titles = bucketTitles(granularity, timezone)
  const series = lines[0]?.series
  const begun = axis.buckets.slice(0, series?.values.length ?? 0)
  const currency = lines[0]?.currency ?? null
  const currencies = new Set(all.map((it) => it.currency))
  const filed = currencies.size === 1 ? all : all.map((it) => ({ ...it, id: [it.id, it.currency].join('_') }))
  const isOneCurrency = currencies.size === 1 && currency !== null
  const isIncomplete = (step: number) => series?.unfinished === true && step === begun.length - 1
  const columnsOf = (some: readonly NamedSeries[], isTold: boolean) => some.flatMap((it) => columnsOfLine(it, isTold))
  const valuesAt = (step: number, some: readonly NamedSeries[], isTold: boolean) =>
    some.flatMap((it) => cellsOfLine(it, step, isTold))
  // Beside several lines their intervals would be a wall of numbers; the file has them.
  const isTold = lines.length === 1
  const text = (id: string, title: string) => ({ id, title, unit: 'text' as const })
  return {
    columns: [text('time', 'Time'), ...columnsOf(lines, isTold)],
    rows: begun.map((bucket, step) => [titles.full(bucket), ...valuesAt(step, lines, isTold)]).toReversed(),
    currency,
    file: {
      columns: [
        text('time', 'Time'),
        ...columnsOf(filed, true),
        ...(isOneCurrency ? [text('currency', 'Currency')] : []),
        text('incomplete', 'Incomplete'),
      ],
      rows: begun.map(({ time }, step) => [
        time,
        ...valuesAt(step, filed, true),
        ...(isOneCurrency ? [currency] : []),
        String(isIncomplete(step)),
      ]),
    },
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
  /** How many lines. */
  readonly most: number
  /** Whether values add up: those beyond the largest are then a line together, so that the lines come to the total. */
  readonly adds: boolean
}

/** The values of several series added up, bucket by bucket; null where none of them has one. */
export function addedUp(series: readonly Series[]): Series {
  const values = (series[0]?.values ?? []).map((_, step) => {
    const known = series.flatMap((it) => it.values[step] ?? [])
    return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0)
  })
  return { values, unfinished: series[0]?.unfinished ?? false }
}

/**
 * Rows by time and a dimension as one line for each of its largest values, and one of all others where they add up.
 * @returns the lines that are shown, and those of all values, the largest first
 */
export function seriesByValue(
  rows: readonly QueryRow[],
  buckets: readonly Bucket[],
  { metric, weight, dimension, unit, currency, absent, most, adds }: Cut,
  nowMs: number,
  start: DataStart | null = null,
): { lines: NamedSeries[]; all: NamedSeries[] } {
  const byValue = Map.groupBy(rows, (row) => String(row[dimension] ?? ''))
  const weightOf = (some: readonly QueryRow[]) => some.reduce((sum, row) => sum + Number(row[weight] ?? 0), 0)
  const largest = [...byValue].map(([value, some]) => ({ value, some, weight: weightOf(some) }))
  largest.sort((a, b) => b.weight - a.weight || (a.value < b.value ? -1 : 1))
  const all = largest.map(({ value, some }) => ({
    ...{ id: value === '' ? 'none' : value, title: valueTitle(value, dimension), unit, currency },
    series: seriesOf(some, buckets, metric, absent, nowMs, start),
  }))
  if (all.length <= most || !adds) return { lines: all.slice(0, most), all }
  const others = addedUp(all.slice(most - 1).map(({ series }) => series))
  const rest = { id: 'all_others', title: 'Other', unit, currency, series: others, isRest: true }
  return { lines: [...all.slice(0, most - 1), rest], all }
}
