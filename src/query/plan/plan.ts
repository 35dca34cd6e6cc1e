import { isRecorded, type Measures, partsOf, statesOf, sumsOf } from '../../measures/catalogue.ts'
import {
  type Dimension,
  distinct,
  isZoned,
  item,
  type Measure,
  payment,
  type Sum,
  typesOf,
} from '../../measures/define.ts'
import type { State } from '../../measures/state.ts'
import type { Filter } from '../../warehouse/sql/filter.ts'
import type { Shape } from '../../warehouse/sql/relation.ts'
import { noTrustedDays, type TrustedDays } from '../../warehouse/sql/trusted-days.ts'
import type { Model } from '../../warehouse/tables/model.ts'
import type { Rollup } from '../../warehouse/tables/rollup.ts'
import type { Granularity } from '../../warehouse/time/granularity.ts'
import { isWholeHours, milliseconds, type Range } from '../../warehouse/time/range.ts'
import { hasWholeHours } from '../../warehouse/time/zone.ts'
import { partialHoursOf } from './partial-hours.ts'
import type { Question } from './question.ts'
import { type StoredDays, storedDays, wholeDays } from './stored-days.ts'
import { withoutFollowUp } from './without-follow-up.ts'

/** How money is answered: added as it is (one currency), converted, or kept apart by currency. */
export type MoneyMode = 'plain' | 'converted' | 'apart'

/** One statement to be: some sums, from one place, by the part's keys. */
export interface Read {
  readonly sums: ReadonlyMap<string, Sum>
  readonly from: Rollup | Shape
  /** Days that are read from a table of days in its place. */
  readonly stored?: StoredDays | undefined
  /** Hours (UTC) that are read from events where the others come from a rollup. */
  readonly edges: readonly string[]
  /** The part's keys and filters, without those that the sums are whole for (`across`). */
  readonly keys: readonly Dimension[]
  readonly filters: readonly Filter[]
  /** Whether its sums of money are multiplied by exchange rates. */
  readonly converts: boolean
}

/** Metrics that are answered by the same keys; their sums may come from several places. */
export interface Part {
  readonly metrics: readonly Measure[]
  readonly keys: readonly Dimension[]
  readonly granularity: Granularity
  readonly range: Range
  readonly filters: readonly Filter[]
  readonly zone: string
  readonly tenantZone: string
  readonly reads: readonly Read[]
  /** What is read over time, by name. */
  readonly states: ReadonlyMap<string, State>
  /** What is read of the service's own records, by name. */
  readonly records: readonly string[]
  readonly mode: MoneyMode
}

/**
 * Chooses for each sum the smallest rollup that can answer, or else events; days that a table of days holds are read from that. Records
 * of the service are a part of their own.
 * @param trusted which days may be read from tables of days
 */
export function plan(
  question: Question,
  range: Range,
  mode: MoneyMode,
  model: Model,
  trusted: TrustedDays = noTrustedDays,
): Part[] {
  const isApart = mode === 'apart' && !question.dimensions.includes('currency')
  const byKind = Map.groupBy(question.metrics, (metric) => {
    if (isRecorded(metric)) return 'recorded'
    return isApart && isMoney(metric, model.measures) ? 'money' : 'others'
  })
  const partOf = (kind: 'money' | 'others' | 'recorded', keys = question.dimensions) => {
    const metrics = byKind.get(kind) ?? []
    return metrics.length === 0 ? [] : [planPart(question, range, metrics, keys, mode, model, trusted)]
  }
  return [...partOf('money', [...question.dimensions, 'currency']), ...partOf('others'), ...partOf('recorded')]
}

/** The totals of the money metrics by currency. */
export const planTotalsByCurrency = (question: Question, range: Range, model: Model): Part => {
  const metrics = question.metrics.filter((metric) => isMoney(metric, model.measures))
  return planPart({ ...question, granularity: 'total' }, range, metrics, ['currency'], 'apart', model)
}

/** The sums of money of the question, to learn which currencies its amounts are in. */
export function planCurrencies(question: Question, range: Range, model: Model): Part {
  const part = planPart({ ...question, granularity: 'total' }, range, question.metrics, ['currency'], 'plain', model)
  const reads = part.reads.map((read) => ({ ...read, sums: new Map([...read.sums].filter(([, sum]) => sum.money)) }))
  const states = new Map([...part.states].filter(([, state]) => state.money))
  return { ...part, reads: reads.filter(({ sums }) => sums.size > 0), states }
}

/** Whether a measure adds amounts of money, itself or by what it uses. */
export const isMoney = (metric: Measure, measures: Measures) =>
  partsOf(measures, metric.id).some(({ sums, states }) =>
    [...Object.values(sums), ...Object.values(states)].some(({ money }) => money),
  )

/** All that metrics are made of, each once. */
const partsFor = (metrics: readonly Measure[], measures: Measures) => [
  ...new Set(metrics.flatMap(({ id }) => partsOf(measures, id))),
]

function planPart(
  { filters, granularity, zone, tenantZone }: Question,
  range: Range,
  metrics: readonly Measure[],
  keys: readonly Dimension[],
  mode: MoneyMode,
  model: Model,
  trusted: TrustedDays = noTrustedDays,
): Part {
  const edges = partialHoursOf(range, granularity, zone)
  const parts = partsFor(metrics, model.measures)
  const reads = new Map<string, Read & { sums: Map<string, Sum> }>()
  const states = statesOf(parts)
  for (const [name, sum] of [...sumsOf(parts), ...unfollowedSums(states)]) {
    const cuts = (dimension: Dimension) => sum.across?.includes(dimension) !== true
    const own = { keys: keys.filter(cuts), filters: filters.filter(({ dimension }) => cuts(dimension)) }
    const asked = [...own.keys, ...own.filters.map(({ dimension }) => dimension)]
    const isKept = tenantZone === 'UTC' || !isZoned(sum)
    const from = placeOf(name, sum, asked, edges !== undefined && isKept, model)
    const table =
      isKept && !isByParts(from) && !isFiltered(from, own.filters) ? dayTableOf(name, asked, model) : undefined
    const stored = table && storedDays(table, range, granularity, zone, trusted)
    const converts = mode === 'converted' && sum.money
    const id = `${placeName(from)} ${stored?.table.table} ${stored !== undefined || isOneRead(from) || converts} ${asked}`
    const read = reads.get(id) ?? { sums: new Map(), from, stored, edges: edges ?? [], ...own, converts: false }
    reads.set(id, { ...read, sums: read.sums.set(name, sum), converts: read.converts || converts })
  }
  return {
    ...{ metrics, keys, granularity, range, filters, zone, tenantZone, states, mode },
    reads: [...reads.values()],
    records: [...new Set(parts.flatMap(({ records = {} }) => Object.keys(records)))],
  }
}

const placeName = (from: Rollup | Shape) => ('table' in from ? from.table : `${from.lines} ${from.paid}`)

/**
 * Whether sums that are converted are read along with those that are not: the rates are joined to each row once, which changes no
 * other sum. Rows of a rollup are few, and a join with payments is dear; of events only those with money are given rates.
 */
const isOneRead = (from: Rollup | Shape) => 'table' in from || from.paid

/** Whether each row is a line of an event, or has the gateway of its order: tables of days have neither. */
const isByParts = (from: Rollup | Shape) => {
  const { lines, paid } = 'table' in from ? from.shape : from
  return lines || paid
}

/** A rollup that is filtered finds the values of its first key without reading others: days would be no fewer rows. */
const isFiltered = (from: Rollup | Shape, filters: readonly Filter[]) => 'table' in from && filters.length > 0

const dayTableOf = (sum: string, asked: readonly Dimension[], { dayTables }: Model) =>
  dayTables.find(({ sums, keys }) => sums.has(sum) && asked.every((dimension) => keys.includes(dimension)))

/** Whether a sum of the question could be read by days, so that it is worth a look which of them may be read. */
export function mayReadDays(question: Question, range: Range, model: Model): boolean {
  const { metrics, dimensions, filters, granularity, zone } = question
  if (wholeDays(range, granularity, zone).length === 0) return false
  const asked = [...dimensions, ...filters.map(({ dimension }) => dimension)]
  const sums = [...sumsOf(partsFor(metrics, model.measures)).keys()]
  return sums.some((sum) => dayTableOf(sum, asked, model) !== undefined)
}

/** The smallest rollup that can answer a sum by dimensions, or else the shape of events. */
export function placeOf(
  name: string,
  sum: Sum,
  asked: readonly Dimension[],
  hourly: boolean,
  model: Model,
): Rollup | Shape {
  const shape = shapeFor(sum, asked, model)
  return (hourly && model.rollups.find((it) => covers(it, name, shape, asked))) || shape
}

/** What nothing follows is counted among events like anything else; no rollup knows what follows. */
const unfollowedSums = (states: ReadonlyMap<string, State>) =>
  [...states].flatMap(([name, state]) =>
    state.kind === 'unfollowed' ? [[name, distinct(state.of, withoutFollowUp(state))] as const] : [],
  )

/** Whether buckets of the range are made of whole hours in UTC, as rollups are. */
export const isHourly = (range: Range, zone: string) =>
  isWholeHours(range) && hasWholeHours(milliseconds(range.from), milliseconds(range.to), zone)

const covers = (rollup: Rollup, sum: string, shape: Shape, asked: readonly Dimension[]) =>
  rollup.sums.has(sum) &&
  rollup.shape.lines === shape.lines &&
  rollup.shape.paid === shape.paid &&
  asked.every((dimension) => rollup.keys.includes(dimension))

/** Lines and payments are joined only where a dimension needs them and the sum's events have or lack them. */
function shapeFor(sum: Sum, asked: readonly Dimension[], { lined, selfPaid }: Model): Shape {
  const types = typesOf(sum)
  const asks = (dimensions: readonly Dimension[]) => asked.some((dimension) => dimensions.includes(dimension))
  return {
    lines: asks(item) && (types === undefined || types.some((type) => lined.has(type))),
    paid: asks(payment) && (types === undefined || !types.every((type) => selfPaid.has(type))),
  }
}
