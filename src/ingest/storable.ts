import { type EventDefinition, type EventVersion, versionOf } from '../events/define.ts'
import type { Flaw } from '../schemas/flaw.ts'

type Json = Record<string, unknown>
type Look = (value: unknown) => string | undefined

/** Decimals that a Decimal(18, 6) keeps. */
const mostDecimals = 6
/** The first and the last year that ClickHouse's Date32 and DateTime64 hold. */
const [firstYear, lastYear] = [1900, 2299]

/** How many decimals the shortest text of a number has: 1e-7 has seven. */
export function decimalsOf(value: number): number {
  const [digits = '', exponent = '0'] = String(Math.abs(value)).split('e')
  return Math.max(0, (digits.split('.')[1]?.length ?? 0) - Number(exponent))
}

const flawOfDecimal: Look = (value) =>
  typeof value === 'number' && decimalsOf(value) > mostDecimals
    ? `has more than ${mostDecimals} decimals, which are all that is kept; round it before it is sent`
    : undefined

const flawOfTime: Look = (value) => {
  if (typeof value !== 'string') return undefined
  const year = value.length === 10 ? Number(value.slice(0, 4)) : new Date(value).getUTCFullYear()
  return year < firstYear || year > lastYear ? `lies outside the years ${firstYear} to ${lastYear}` : undefined
}

const timeFormats = new Set(['date', 'date-time', 'date-or-date-time'])

/** What must be looked at in the fields of a version that the warehouse holds, and in their lines. */
interface Looks {
  readonly fields: readonly (readonly [name: string, look: Look])[]
  readonly lines: readonly (readonly [field: string, members: readonly string[]])[]
}

const known = new WeakMap<EventVersion, Looks>()

function looksOf(definition: EventDefinition, version: EventVersion): Looks {
  const found = known.get(version)
  if (found !== undefined) return found
  const fields: (readonly [string, Look])[] = []
  const lines: (readonly [string, readonly string[]])[] = []
  for (const [name, column] of Object.entries(definition.columns)) {
    const { format } = (version.data[name]?.schema ?? {}) as { format?: string }
    if (/^(Nullable\()?Decimal/.test(column)) fields.push([name, flawOfDecimal])
    else if (format !== undefined && timeFormats.has(format)) fields.push([name, flawOfTime])
    else if (column.startsWith('Array(Tuple(')) {
      lines.push([name, [...column.matchAll(/(\w+) Decimal/g)].map(([, member = '']) => member)])
    }
  }
  const looks = { fields, lines }
  known.set(version, looks)
  return looks
}

const ids = ['user_id', 'session_id', 'order_id', 'device_id', 'idempotency_key'] as const
/** Blanks, those without width too, or a program's word for nothing. */
const noName = /^[\s\p{Cf}]*(null|undefined|nan|\[object object\])?[\s\p{Cf}]*$/iu

/**
 * An id that is blank or a program's word for nothing would be one person, order or device with everything in it, and as
 * an idempotency key it would make the first event the only one.
 */
export function findEmptyIds(event: Json): Flaw[] {
  return ids.flatMap((name) => {
    const value = event[name]
    if (typeof value !== 'string' || !noName.test(value)) return []
    return [{ path: `/${name}`, message: `is ${JSON.stringify(value)}, which names nothing; leave the field out` }]
  })
}

/**
 * What a store on the way would keep as something else, though the schema allows it: amounts are rounded to six decimals,
 * and dates beyond those that the warehouse holds become its first or last. The event is valid otherwise.
 */
export function findUnstorable(event: Json, definition: EventDefinition): Flaw[] {
  const { fields, lines } = looksOf(definition, versionOf(definition, event.schema_version) ?? definition)
  const flaws: Flaw[] = []
  const look = (path: string, value: unknown, by: Look) => {
    const message = by(value)
    if (message !== undefined) flaws.push({ path, message })
  }
  look('/device_at', event.device_at, flawOfTime)
  const data = (event.data ?? {}) as Json
  for (const [name, by] of fields) look(`/data/${name}`, data[name], by)
  for (const [field, members] of lines) {
    const list = Array.isArray(data[field]) ? (data[field] as Json[]) : []
    for (const [index, line] of list.entries()) {
      for (const member of members) look(`/data/${field}/${index}/${member}`, line[member], flawOfDecimal)
    }
  }
  return flaws
}
