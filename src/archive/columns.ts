import type { SchemaElement } from 'hyparquet'
import type { EventDefinition } from '../events/define.ts'
import type { StoredEvent } from '../events/envelope.ts'
import { toMicroseconds } from '../platform/clock.ts'

type Value = string | number | bigint | boolean | null

/** A column of a Parquet file: what it is called, its type, and its value in an event. */
export interface Column {
  readonly element: SchemaElement
  readonly read: (event: StoredEvent) => Value
}

const types = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } },
  uuid: { type: 'FIXED_LEN_BYTE_ARRAY', type_length: 16, logical_type: { type: 'UUID' } },
  integer: { type: 'INT32' },
  long: { type: 'INT64' },
  number: { type: 'DOUBLE' },
  flag: { type: 'BOOLEAN' },
  decimal: { type: 'INT64', converted_type: 'DECIMAL', precision: 18, scale: 6 },
  moment: {
    type: 'INT64',
    converted_type: 'TIMESTAMP_MICROS',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MICROS' },
  },
} as const satisfies Record<string, Omit<SchemaElement, 'name'>>

const column = (name: string, type: keyof typeof types, read: Column['read'], required = false): Column => ({
  element: { name, repetition_type: required ? 'REQUIRED' : 'OPTIONAL', ...types[type] },
  read,
})

/** Microseconds since 1970, of UTC text that has six decimals. */
const micros = (moment: string) => BigInt(Date.parse(`${moment.slice(0, 19)}Z`)) * 1_000n + BigInt(moment.slice(20, 26))

const envelope: readonly Column[] = [
  column('id', 'uuid', ({ id }) => id, true),
  column('tenant_id', 'text', ({ tenant_id }) => tenant_id, true),
  column('type', 'text', ({ type }) => type, true),
  column('action', 'text', ({ action }) => action, true),
  column('schema_version', 'integer', ({ schema_version }) => schema_version, true),
  column('occurred_at', 'moment', ({ occurred_at }) => micros(occurred_at), true),
  column('received_at', 'moment', ({ received_at }) => micros(received_at), true),
  column('device_at', 'moment', ({ device_at }) => (device_at === null ? null : micros(device_at))),
  column('producer', 'text', ({ producer }) => producer, true),
  column('source_service', 'text', ({ source_service }) => source_service),
  column('user_id', 'text', ({ user_id }) => user_id),
  column('session_id', 'text', ({ session_id }) => session_id),
  column('order_id', 'text', ({ order_id }) => order_id),
  column('device_id', 'text', ({ device_id }) => device_id),
  column('trace_id', 'text', ({ trace_id }) => trace_id),
  column('idempotency_key', 'text', ({ idempotency_key }) => idempotency_key, true),
  column('checksum', 'long', ({ checksum }) => BigInt(checksum), true),
]

const contexts = ['country', 'region', 'city', 'channel', 'device_type', 'campaign', 'cohort', 'provider'] as const

/** How a value of `data` is kept whose warehouse column has this type; undefined where it stays in the JSON alone. */
function kindOf(clickhouse: string): { type: keyof typeof types; convert: (value: unknown) => Value } | undefined {
  const bare = clickhouse.replace(/^(?:Nullable|LowCardinality)\((.*)\)$/, '$1')
  const finite = (value: unknown) => (Number.isFinite(Number(value)) ? Number(value) : null)
  switch (bare) {
    case 'String':
      return { type: 'text', convert: (value) => (typeof value === 'object' ? null : String(value)) }
    case 'Decimal(18, 6)':
      return { type: 'decimal', convert: (value) => scaled(finite(value)) }
    case 'Float64':
    case 'UInt32':
      return { type: 'number', convert: finite }
    case 'Bool':
      return { type: 'flag', convert: (value) => (typeof value === 'boolean' ? value : null) }
    case 'Date32':
      return { type: 'text', convert: (value) => (typeof value === 'string' ? value : null) }
  }
  if (!bare.startsWith('DateTime64')) return undefined
  const convert = (value: unknown) => {
    const moment = typeof value === 'string' ? toMicroseconds(value) : undefined
    return moment === undefined || moment.length !== 27 ? null : micros(moment)
  }
  return { type: 'moment', convert }
}

/** The least number that has more digits than Decimal(18, 6). */
const decimalEnd = 1e12

/** Millionths of what was sent: the digits of the shortest text, which a product with a million would lose. */
function scaled(value: number | null): bigint | null {
  if (value === null) return null
  const [whole = '', fraction = ''] = String(value).split('.')
  const isPlain = /^-?\d+$/.test(whole) && /^\d{0,6}$/.test(fraction)
  // From 1e21 on `toFixed` writes an exponent; the column ends long before.
  if (Math.abs(value) >= decimalEnd) return null
  return BigInt(isPlain ? whole + fraction.padEnd(6, '0') : value.toFixed(6).replace('.', ''))
}

/**
 * The columns of a type's Parquet files, which take every event: a value that does not fit its column is null there and stands
 * in the JSON as it is: the envelope, what it is cut by, `data_…` for each declared field that the
 * warehouse holds, and all of `context` and `data` as JSON.
 */
export function columnsOf(definition: EventDefinition | undefined): Column[] {
  const declared = Object.entries(definition?.columns ?? {}).flatMap(([name, clickhouse]) => {
    const kind = kindOf(clickhouse)
    if (kind === undefined) return []
    const read = ({ data }: StoredEvent) => {
      const value = data[name]
      return value === undefined || value === null ? null : kind.convert(value)
    }
    return [column(`data_${name}`, kind.type, read)]
  })
  return [
    ...envelope,
    ...contexts.map((name) => column(`context_${name}`, 'text', ({ context }) => context[name] ?? null)),
    column('context', 'text', ({ context }) => JSON.stringify(context), true),
    column('data', 'text', ({ data }) => JSON.stringify(data), true),
    ...declared,
  ]
}
