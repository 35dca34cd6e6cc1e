import type { OfSeries } from '../../measures/state.ts'
import { inLogOrder } from '../../warehouse/sql/log-order.ts'
import { ratesJoin } from '../../warehouse/sql/rates.ts'
import { type Columns, columnsIn } from '../../warehouse/sql/relation.ts'
import type { HistoryRequest } from './history-request.ts'
import { eventsOf, list } from './opening-state.ts'

/** Of two events of one moment the one that stands later in the log says how things stand. */
const inOrder = `ORDER BY ${inLogOrder}`
const untilNow = 'ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW'
const untilBefore = 'ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING'

/**
 * SQL of the events of a series before the range's end, each with what is known by then: per, the facts and own values
 * by their names, dimensions as `of_<name>`, '' for none. An event that does not say its category is of that which the
 * thing had.
 */
function known(asked: HistoryRequest, columns: Columns): string {
  const { series, states, keys, filters, converts } = asked
  const dimensions = [...new Set([...keys, ...filters, ...(converts ? ['currency'] : [])])]
  const used = (given: Readonly<Record<string, string>> = {}) =>
    Object.entries(given).filter(([name]) =>
      [...states.values()].some(({ of }) => columnsIn(of, new Set([name])).size > 0),
    )
  const [lasts, own, parts] = [used(series.facts), used(series.own), used(series.parts?.facts)]
  const events = eventsOf(asked, { lasts, own, parts, dimensions }, columns)
  const steps = parts.map(
    ([name]) =>
      `last_value(said_${name}) OVER part - ifNull(last_value(said_${name}) OVER part_before, 0) AS step_${name}`,
  )
  const partly =
    series.parts === undefined
      ? events
      : `(SELECT *, ${steps.join(', ')} FROM ${events}
        WINDOW part AS (PARTITION BY ${series.parts.per.join(', ')} ${inOrder} ${untilNow}),
          part_before AS (PARTITION BY ${series.parts.per.join(', ')} ${inOrder} ${untilBefore}))`
  const lasting = list(
    series.per,
    ['occurred_at', 'log_position'],
    own.map(([name]) => name),
    lasts.map(([name]) => `last_value(said_${name}) OVER thing AS ${name}`),
    parts.map(([name]) => `sum(step_${name}) OVER thing AS ${name}`),
    dimensions.map((name) => `ifNull(last_value(said_of_${name}) OVER thing, '') AS of_${name}`),
    converts ? ['of_currency AS currency'] : [],
  )
  return `(SELECT ${lasting} FROM ${partly}
    WINDOW thing AS (PARTITION BY ${series.per.join(', ')} ${inOrder} ${untilNow}))`
}

/** A value as the decimal that it is counted in: nothing is rounded, also where it is multiplied by a rate. */
function decimalOf(state: OfSeries, converts: boolean): string {
  // Amounts are products of units and costs, whose sums a Decimal(38, 12) would let wrap around.
  if (!state.money) return `toDecimal128(ifNull(${state.of}, 0), 12)`
  const value = `toDecimal256(ifNull(${state.of}, 0), 12)`
  return converts ? `${value} * rate` : value
}

/**
 * SQL of what each event changed, with `occurred_at`, `key_<dimension>` and `change_<state>`. A level changes by what is
 * new at the keys of now and by less what was before at the keys of then, so changes add up to levels whatever things
 * move between keys.
 */
export function changes(asked: HistoryRequest, columns: Columns): string {
  const { series, states, keys, filters, converts } = asked
  const dimensions = [...new Set([...keys, ...filters])]
  const valued = list(
    series.per,
    ['occurred_at', 'log_position'],
    dimensions.map((name) => `of_${name}`),
    [...states].map(([name, state]) => `${decimalOf(state, converts)} AS now_${name}`),
  )
  const values = `(SELECT ${valued} FROM ${known(asked, columns)} AS source
    ${converts ? ratesJoin('occurred_at') : ''})`
  const lagged = list(
    ['occurred_at'],
    dimensions.flatMap((name) => [`of_${name}`, `lagInFrame(of_${name}) OVER thing AS before_of_${name}`]),
    [...states.keys()].flatMap((name) => [`now_${name}`, `lagInFrame(now_${name}) OVER thing AS before_${name}`]),
  )
  const steps = `(SELECT ${lagged} FROM ${values}
    WINDOW thing AS (PARTITION BY ${series.per.join(', ')} ${inOrder} ${untilNow}))`
  const arriving = list(
    dimensions.map((name) => `of_${name}`),
    [...states].map(([name, state]) => arrivingOf(name, state)),
  )
  const leaving = list(
    dimensions.map((name) => `before_of_${name}`),
    [...states].map(([name, state]) => (state.kind === 'level' ? `-before_${name}` : `now_${name} - now_${name}`)),
  )
  const told = list(
    ['occurred_at'],
    dimensions.map((name, index) => `change.${index + 1} AS key_${name}`),
    [...states.keys()].map((name, index) => `change.${dimensions.length + index + 1} AS change_${name}`),
  )
  const where = filters.map((name, index) => `has({filter_${index}:Array(String)}, key_${name})`)
  return `(SELECT ${told} FROM ${steps} ARRAY JOIN [tuple(${arriving}), tuple(${leaving})] AS change
    ${where.length === 0 ? '' : `WHERE ${where.join(' AND ')}`})`
}

function arrivingOf(name: string, state: OfSeries): string {
  if (state.kind === 'turn' && state.falls) return `greatest(before_${name} - now_${name}, now_${name} - now_${name})`
  return state.kind === 'turn' ? `greatest(now_${name} - before_${name}, now_${name} - now_${name})` : `now_${name}`
}
