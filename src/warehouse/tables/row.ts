import type { Catalogue } from '../../events/catalogue.ts'
import { columnOf } from '../../events/define.ts'
import type { LoggedEvent } from '../../ledger/read-log.ts'
import { toMicroseconds } from '../../platform/clock.ts'
import { wordOf } from '../../platform/sealed-text.ts'
import { logPositionOf } from '../sql/log-order.ts'
import { composed, isName } from './text.ts'

type Convert = (value: unknown) => unknown

/** A warehouse row as JSON: a field that is missing or undefined takes its column's default. */
export type Row = Record<string, unknown>

/**
 * Makes the function that turns an event into a warehouse row. Only declared columns go in: what a type keeps from
 * the warehouse, and undeclared fields, stay in the ledger.
 * The function throws where the event's type is not in the catalogue.
 */
export function rowsOf(catalogue: Catalogue): (logged: LoggedEvent) => Row {
  const converters = new Map(
    [...catalogue.values()].map(({ type, columns }) => [
      type,
      Object.entries(columns).map(([field, column]) => [field, columnOf(field), converterOf(column, field)] as const),
    ]),
  )
  return (logged) => {
    const { event } = logged
    const columns = converters.get(event.type)
    if (columns === undefined) throw new Error(`the warehouse does not know the event type ${event.type}`)
    const row = commonRow(logged)
    for (const [field, name, convert] of columns) {
      const value = event.data[field]
      if (value !== undefined && value !== null) row[name] = convert(value)
    }
    return row
  }
}

function commonRow({ event, tx, position }: LoggedEvent): Row {
  const { context } = event
  return {
    id: event.id,
    tenant_id: event.tenant_id,
    type: event.type,
    action: event.action,
    schema_version: event.schema_version,
    checksum: event.checksum,
    log_position: logPositionOf({ tx, position }),
    producer: words(event.producer),
    occurred_at: moment(event.occurred_at),
    received_at: moment(event.received_at),
    device_at: event.device_at === null ? undefined : moment(event.device_at),
    source_service: words(event.source_service),
    user_id: text(event.user_id),
    session_id: text(event.session_id),
    order_id: text(event.order_id),
    device_id: text(event.device_id),
    trace_id: text(event.trace_id),
    country: sealable(context.country),
    region: sealable(context.region),
    city: sealable(context.city),
    channel: sealable(context.channel),
    device_type: sealable(context.device_type),
    campaign: sealable(context.campaign),
    cohort: sealable(context.cohort),
    provider: sealable(context.provider),
  }
}

/** How a value of `data` is written for a column of this ClickHouse type. */
function converterOf(column: string, name: string): Convert {
  const scale = /^(?:Nullable\()?Decimal\(\d+, (\d+)\)/.exec(column)?.[1]
  if (scale !== undefined) return (value) => Number(value).toFixed(Number(scale))
  if (column.includes('DateTime64')) return (value) => moment(String(value))
  if (column === 'Array(String)') return (value) => (value as string[]).map((it) => text(wordOf(it)))
  const members = /^Array\(Tuple\((.+)\)\)$/.exec(column)?.[1]
  if (members !== undefined) return tuplesOf(members)
  const told = isName(name) ? text : words
  return (value) => (typeof value === 'string' ? told(wordOf(value)) : value)
}

/** Lines of an order as named tuples; a member that a line lacks is left to its type's default. */
function tuplesOf(members: string): Convert {
  const converters = [...members.matchAll(/(\w+) (\w+(?:\([^)]*\))?)/g)].map(
    ([, name = '', type = '']) => [name, converterOf(type, name)] as const,
  )
  const tuple = (line: Row) =>
    Object.fromEntries(
      converters
        .filter(([name]) => line[name] !== undefined && line[name] !== null)
        .map(([name, convert]) => [name, convert(line[name])]),
    )
  return (value) => (value as Row[]).map(tuple)
}

/** Half of a surrogate pair is legal in JSON, but the engine would refuse the whole batch for it. */
const text = (value: string | null | undefined) => value?.toWellFormed()

/** The same of what people type. */
const words = (value: string | null | undefined) => {
  const told = text(value)
  return told === undefined ? undefined : composed(told)
}

/** Of a sealed value the warehouse gets the keyed token by which it is grouped, or nothing. */
const sealable = (value: string | null | undefined) => (typeof value === 'string' ? words(wordOf(value)) : undefined)

/**
 * RFC 3339 in the form that the engine reads fastest: UTC, with a blank and without a zone. It knows the years 1900 to
 * 2299; a time in data that lies beyond is written as the end that is nearer.
 */
function moment(given: string): string {
  const utc = given.length === 27 && given.endsWith('Z') ? given : (toMicroseconds(given) ?? given)
  if (utc < '1900' || utc.startsWith('-')) return '1900-01-01 00:00:00'
  if (utc > '2299' || utc.startsWith('+')) return '2299-12-31 23:59:59.999999'
  return `${utc.slice(0, 10)} ${utc.slice(11, 26)}`
}
