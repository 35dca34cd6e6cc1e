import type { Value } from '../measures/define.ts'
import type { Observations } from './compute.ts'
import { observedCells } from './observed.ts'
import type { Order, Question } from './plan/question.ts'
import type { AnswerRow } from './request.ts'

/** The values of a part's metrics for one bucket and one value of each key. */
export interface ValueRow {
  readonly time: string | null
  readonly keys: ReadonlyMap<string, string>
  readonly values: Readonly<Record<string, Value>>
  /** On how many observations each rate rests; null where that is suppressed. */
  readonly observations?: Observations
}

/**
 * Rows as they are answered: parts laid together, in order, no more than the limit.
 * @param keys the dimensions, and currency where money is given per currency
 */
export function formatRows(parts: readonly (readonly ValueRow[])[], keys: readonly string[], question: Question) {
  const { metrics } = question
  const none = Object.fromEntries(metrics.map(({ id }) => [id, null]))
  const empty = { ...none, ...(question.observations ? observedCells(metrics, none, {}) : {}) }
  const rows = new Map<string, AnswerRow>()
  for (const { time, keys: given, values, observations = {} } of parts.flat()) {
    const named = Object.fromEntries(keys.map((key) => [key, given.get(key) || null]))
    const id = JSON.stringify([time, ...keys.map((key) => named[key])])
    const row = rows.get(id) ?? { ...(time === null ? {} : { time }), ...named, ...empty }
    const own = metrics.filter((metric) => metric.id in values)
    const observed = question.observations ? observedCells(own, values, observations) : {}
    rows.set(id, Object.assign(row, values, observed))
  }
  const sorted = [...rows.values()].sort(comparison(question.order, ['time', ...keys]))
  return { rows: sorted.slice(0, question.limit), truncated: sorted.length > question.limit }
}

/** Whether the first rows by time and keys are those that will be answered. */
export const isByKeys = (order: Order | null) => order === null || (order.by === 'time' && !order.descending)

type Comparison = (a: AnswerRow, b: AnswerRow) => number

/** By what was asked, a null last either way; then by time and dimensions, a null first. */
function comparison(order: Order | null, keys: readonly string[]): Comparison {
  const byKeys: Comparison = (a, b) => {
    for (const key of keys) {
      const difference = compareValues(a[key] ?? '', b[key] ?? '')
      if (difference !== 0) return difference
    }
    return 0
  }
  if (order === null) return byKeys
  const sign = order.descending ? -1 : 1
  return (a, b) => {
    const [left = null, right = null] = [a[order.by], b[order.by]]
    if (left === null || right === null) return Number(left === null) - Number(right === null) || byKeys(a, b)
    return sign * compareValues(left, right) || byKeys(a, b)
  }
}

type Cell = Exclude<AnswerRow[string], null>

/** Texts or numbers; a request to order by a distribution is refused before. */
const compareValues = (a: Cell, b: Cell) => (a < b ? -1 : a > b ? 1 : 0)
