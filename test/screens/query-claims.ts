import type { QueryAnswer } from '../../dashboard/api/query.ts'
import { axisOf } from '../../dashboard/figures/reading.ts'
import { viewAnswered } from '../../dashboard/panels/kinds/widened.ts'
import type { Measure } from '../../src/measures/define.ts'
import { type Bounds, type Claim, cellsOf, filterOf, type Screen, someRows, sumOf } from './claim.ts'

interface Asked extends Bounds {
  readonly metrics: readonly string[]
  readonly dimensions?: readonly string[]
  readonly granularity: string
}

const isPlain = ({ uses, unit }: Measure) => uses.length === 0 && (unit === 'count' || unit === 'money')

/** Whether buckets and values come to the total: a count or sum of events, or of changes. */
const isSummed = (measure: Measure) =>
  isPlain(measure) &&
  Object.values(measure.sums).every(({ kind }) => kind === 'count' || kind === 'sum') &&
  Object.values(measure.states).every(({ kind }) => kind === 'flow' || kind === 'turn') &&
  Object.keys(measure.records ?? {}).every((it) => it !== 'lag' && it !== 'dead_letters')

/** Whether values come to the total, of which the last bucket is the end: what lies somewhere, or runs. */
const isLevel = (measure: Measure) =>
  isPlain(measure) &&
  Object.keys(measure.sums).length === 0 &&
  Object.values(measure.states).length > 0 &&
  Object.values(measure.states).every(({ kind }) => kind === 'level')

/** The middle one of the buckets that a table of time has: its row, and the range that it is of. */
function middleOf({ table, view, answers: [answer] }: Screen) {
  const begun = table.rows.length
  const step = Math.floor((begun - 1) / 2)
  // Panels of shares are answered by wider buckets than the page asks for where points rest on too little.
  const { buckets } = axisOf(viewAnswered(view, (answer as QueryAnswer).meta))
  const bucket = buckets[step]
  if (bucket === undefined) throw new Error('a table of time without a bucket')
  const instant = (ms: number) => new Date(ms).toISOString()
  const bounds = {
    from: instant(Math.max(bucket.startMs, view.range.startMs)),
    to: instant(Math.min(bucket.endMs, view.range.endMs)),
  }
  // The newest stands first.
  return { at: begun - 1 - step, bounds }
}

/** Measures over time: a bucket is its own range, all buckets are the total. */
function claimsOfTrend(screen: Screen, metrics: readonly Measure[]): Claim[] {
  const { at, bounds } = middleOf(screen)
  return metrics.flatMap((measure) => {
    const { id: metric } = measure
    const cells = cellsOf(screen.table, metric)
    return [
      { place: `${metric}, ${screen.table.rows[at]?.[0]}`, value: cells[at], metric, bounds },
      ...(isSummed(measure) ? [{ place: `${metric}, all buckets`, value: sumOf(cells), metric }] : []),
      ...(isLevel(measure) ? [{ place: `${metric}, the last bucket`, value: cells[0], metric }] : []),
    ]
  })
}

/** A measure over time by the values of a dimension: a line is that of the page narrowed to its value. */
function claimsOfBreakdown(screen: Screen, measure: Measure, by: string): Claim[] {
  const { columns, rows } = screen.table
  const { id: metric } = measure
  const { at, bounds } = middleOf(screen)
  const [, first] = columns
  const line = `${first?.title}, ${rows[at]?.[0]}`
  const filters = { [by]: filterOf(first?.id === 'none' ? null : first?.id) }
  return [
    { place: line, value: rows[at]?.[1], metric, bounds, filters },
    ...(isSummed(measure)
      ? [{ place: 'all lines, all buckets', value: sumOf(rows.flatMap((row) => row.slice(1))), metric }]
      : []),
    ...(isLevel(measure)
      ? [{ place: 'all lines, the last bucket', value: sumOf(rows[0]?.slice(1) ?? []), metric }]
      : []),
  ]
}

/** Measures by the values of dimensions: a row is the page narrowed to it, all rows are the total. */
function claimsOfRows({ table }: Screen, metrics: readonly Measure[], dimensions: readonly string[]): Claim[] {
  return metrics.flatMap((measure) => {
    const { id: metric } = measure
    const cells = cellsOf(table, metric)
    const rows = someRows(table).map((at) => {
      const filters = Object.fromEntries(dimensions.map((id) => [id, filterOf(cellsOf(table, id)[at])]))
      return { place: `${metric}, ${Object.values(filters).join()}`, value: cells[at], metric, filters }
    })
    const adds = isSummed(measure) || isLevel(measure)
    return [...rows, ...(adds ? [{ place: `${metric}, all rows`, value: sumOf(cells), metric }] : [])]
  })
}

/** What the table of a panel says that asks for measures, of the range of its page. */
export function claimsOfQueries(screen: Screen, measures: ReadonlyMap<string, Measure>): Claim[] {
  const { panel, view, table } = screen
  const { from, to } = view.range
  const queries = panel
    .ask(view)
    .filter(({ path }) => path === '/analytics/query')
    .map(({ body }) => body as Asked)
  return queries.flatMap(({ metrics: ids, dimensions = [], granularity, ...asked }) => {
    if (asked.from !== from || asked.to !== to) return []
    const metrics = ids.map((id) => measures.get(id) as Measure)
    const [first] = metrics
    const [by] = dimensions
    // A histogram stands nowhere as one number.
    if (first === undefined || first.unit === 'distribution') return []
    if (granularity === 'total') {
      const told = metrics.filter(({ id }) => table.columns.some((it) => it.id === id))
      return claimsOfRows(screen, told, dimensions)
    }
    return by === undefined ? claimsOfTrend(screen, metrics) : claimsOfBreakdown(screen, first, by)
  })
}
