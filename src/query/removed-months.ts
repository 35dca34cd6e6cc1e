import { type Measures, partsOf } from '../measures/catalogue.ts'
import { type Measure, typesOf } from '../measures/define.ts'
import type { RemovedMonth } from '../warehouse/sql/money.ts'
import { bucketsOf, spanOf } from '../warehouse/time/buckets.ts'
import { milliseconds, type Range } from '../warehouse/time/range.ts'
import type { NullReason } from './compute.ts'
import type { ValueRow } from './format.ts'
import type { Question } from './plan/question.ts'
import type { Totals } from './request.ts'

const monthSpan = ({ month }: RemovedMonth) => {
  const [year = 0, number = 0] = month.split('-').map(Number)
  return { start: Date.UTC(year, number - 1, 1), end: Date.UTC(year, number, 1) }
}

/** The event types that a measure is made of; undefined where all are. */
function typesUnder(metric: Measure, measures: Measures): ReadonlySet<string> | undefined {
  const types = new Set<string>()
  for (const { sums, states } of partsOf(measures, metric.id)) {
    const told = [
      ...Object.values(sums).map(typesOf),
      ...Object.values(states).flatMap((state) => {
        if ('series' in state) return [[state.series.type]]
        if ('when' in state) return [state.when.type === undefined ? undefined : [state.when.type].flat()]
        return state.kind === 'calendar' ? [] : [undefined]
      }),
    ]
    for (const some of told) {
      if (some === undefined) return undefined
      for (const type of some) types.add(type)
    }
  }
  return types
}

/**
 * Makes figures null that rest on months of which a policy removed events from the warehouse: what is not known is a gap, and not
 * zero. Buckets that have no row for it get one, where nothing is cut by dimensions.
 * @returns the months that are missing in what was asked
 */
export function leaveGaps(
  question: Pick<Question, 'metrics' | 'dimensions' | 'granularity' | 'zone'>,
  range: Range,
  measures: Measures,
  removed: readonly RemovedMonth[],
  told: {
    rows: ValueRow[][]
    totals: Totals
    observations: Record<string, number | null>
    reasons: Record<string, NullReason>
  },
): RemovedMonth[] {
  const { metrics, granularity, zone, dimensions } = question
  const asked = { start: milliseconds(range.from), end: milliseconds(range.to) }
  const touches = (span: { start: number; end: number }) => (month: RemovedMonth) => {
    const { start, end } = monthSpan(month)
    return start < span.end && end > span.start
  }
  const missing = removed.filter(touches(asked))
  if (missing.length === 0) return []
  const lacks = new Map(
    metrics.map((metric) => {
      const types = typesUnder(metric, measures)
      return [metric.id, missing.filter(({ type }) => types === undefined || types.has(type))]
    }),
  )
  const isGap = (id: string, time: string | null) => {
    const months = lacks.get(id) ?? []
    return months.length > 0 && months.some(touches(spanOf(time, range, granularity, zone)))
  }
  told.rows.forEach((rows, part) => {
    told.rows[part] = rows.map((row) => {
      const ids = Object.keys(row.values).filter((id) => isGap(id, row.time))
      return { ...row, values: { ...row.values, ...Object.fromEntries(ids.map((id) => [id, null])) } }
    })
  })
  if (granularity !== 'total' && dimensions.length === 0 && told.rows.flat().every(({ keys }) => keys.size === 0)) {
    const present = new Set(told.rows.flat().map(({ time }) => time))
    const ids = metrics.map(({ id }) => id)
    const anew = [...bucketsOf(range, granularity, zone)].filter(
      (time) => !present.has(time) && ids.some((id) => isGap(id, time)),
    )
    told.rows.push(
      anew.map((time) => ({ time, keys: new Map(), values: Object.fromEntries(ids.map((id) => [id, null])) })),
    )
  }
  for (const { id } of metrics) {
    if ((lacks.get(id) ?? []).length === 0) continue
    told.totals[id] = null
    told.reasons[id] = 'removed'
    if (id in told.observations) told.observations[id] = null
  }
  const used = new Set([...lacks.values()].flat())
  return missing.filter((it) => used.has(it))
}
