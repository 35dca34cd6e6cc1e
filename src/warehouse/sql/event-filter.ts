import { item, payment } from '../../measures/define.ts'
import type { Binder } from '../engine/parameters.ts'
import type { Filter } from './filter.ts'
import { type Columns, columnsIn, comparedOf, ofTenant, relation, textOf } from './relation.ts'

/** Events of one type and action that pass the filters. */
export interface Match {
  readonly type: string
  readonly action: string
  readonly filters: readonly Filter[]
}

/** SQL that is true for the events that match. */
export const matches = ({ type, action, filters }: Match, binder: Binder): string =>
  [
    `type = ${binder.bind(type, 'String')} AND action = ${binder.bind(action, 'String')}`,
    ...passes(filters, binder),
  ].join(' AND ')

/** Names are known to the catalogue: written out they let the engine skip what lies under other types. */
export const ofTypes = (matches: readonly Match[]) =>
  `type IN (${[...new Set(matches.map(({ type }) => `'${type}'`))].join(', ')})`

/** What a line says, as a tuple in the order of the item dimensions; a parcel has a line for each of its lots. */
const lines = `arrayConcat(arrayMap(i -> (toString(i.category), toString(i.brand), i.product_id, i.lot), items),
  arrayMap(i -> ('', '', '', i), lots))`
const hasLines = '(notEmpty(items) OR notEmpty(lots))'

/**
 * SQL conditions that an event must fulfil. An event with lines passes where one of its lines has all the values asked
 * for, so that it stays one event, whatever it holds.
 */
export function passes(filters: readonly Filter[], { bind }: Binder): string[] {
  const slots = filters.map(({ dimension, values }) => ({ dimension, slot: bind(values, 'Array(String)') }))
  const own = slots.filter(({ dimension }) => !item.includes(dimension))
  const lined = slots.filter(({ dimension }) => item.includes(dimension))
  const ofEvent = lined.map(({ dimension, slot }) => `has(${slot}, ${dimension})`).join(' AND ')
  const ofLine = lined.map(({ dimension, slot }) => `has(${slot}, line.${item.indexOf(dimension) + 1})`).join(' AND ')
  return [
    ...own.map(({ dimension, slot }) => `has(${slot}, ${comparedOf(dimension)})`),
    ...(lined.length === 0 ? [] : [`if(${hasLines}, arrayExists(line -> ${ofLine}, ${lines}), ${ofEvent})`]),
  ]
}

/** SQL of an event's value of a dimension; of several lines the first one's. */
export const dimensionOf = (dimension: string) =>
  item.includes(dimension)
    ? `if(${hasLines}, (${lines})[1].${item.indexOf(dimension) + 1}, toString(${dimension}))`
    : textOf(dimension)

/**
 * The tenant's events with the columns that `sql` names; where it asks how something was paid, each has the gateway and
 * method of its order's payment if it has none of its own.
 */
export function eventsFor(sql: string, asked: readonly string[], columns: Columns): string {
  const paid = asked.some((dimension) => payment.includes(dimension))
  return relation({ lines: false, paid }, columnsIn(sql, columns), (some) => ofTenant('events', some))
}
