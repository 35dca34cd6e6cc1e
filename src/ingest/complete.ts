import type { Catalogue } from '../events/catalogue.ts'
import { type EventVersion, versionOf } from '../events/define.ts'
import { type Context, ContextSchema, EnvelopeSchema, type StoredEvent } from '../events/envelope.ts'
import { type Now, nowMicroseconds, toMicroseconds } from '../platform/clock.ts'
import { uuidV7 } from '../platform/uuid.ts'

type Json = Record<string, unknown>

const envelopeNames = new Set([...Object.keys(EnvelopeSchema.properties), 'received_at'])
const contextNames = new Set(Object.keys(ContextSchema.properties))

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

/** The value itself where none of these names is null in it: nearly always, and then nothing is copied. */
function withoutNulls(value: Json, names: ReadonlySet<string>): Json {
  let kept = value
  for (const name in value) {
    if (value[name] !== null || !names.has(name)) continue
    if (kept === value) kept = { ...value }
    delete kept[name]
  }
  return kept
}

/** The declared fields of a type, and of each field that holds lines (of an order, a return) those of a line. */
interface Names {
  readonly fields: ReadonlySet<string>
  readonly lines: readonly (readonly [field: string, names: ReadonlySet<string>])[]
  /** Fields that hold moments. */
  readonly times: readonly string[]
}

const namesByEvent = new WeakMap<EventVersion, Names>()

function namesOf(event: EventVersion): Names {
  const known = namesByEvent.get(event)
  if (known !== undefined) return known
  const lines = Object.entries(event.data).flatMap(([field, { schema }]) => {
    const { items } = schema as { items?: { properties?: object } }
    return items?.properties === undefined ? [] : [[field, new Set(Object.keys(items.properties))] as const]
  })
  const times = Object.entries(event.data)
    .filter(([, { schema }]) => timeFormats.has((schema as { format?: string }).format ?? ''))
    .map(([field]) => field)
  const names = { fields: new Set(Object.keys(event.data)), lines, times }
  namesByEvent.set(event, names)
  return names
}

function withoutNullsInData(data: Json, { fields, lines }: Names): Json {
  let kept = withoutNulls(data, fields)
  for (const [field, names] of lines) {
    const list = kept[field]
    if (!Array.isArray(list)) continue
    kept = { ...kept, [field]: list.map((line) => (isObject(line) ? withoutNulls(line, names) : line)) }
  }
  return kept
}

/** A name that nothing has in `data` yet: what was sent there is never overwritten. */
export function freeName(data: Json, name: string, prefix: string): string {
  let free = name
  while (Object.hasOwn(data, free)) free = `${prefix}.${free}`
  return free
}

const smallLetters = /[tz]/
const timeFormats = new Set(['date-time', 'date-or-date-time'])

/** RFC 3339 allows a small t and z, which not every reader downstream takes: declared times have them in capitals. */
function withCapitals(data: Json, { times }: Names): Json {
  let kept = data
  for (const name of times) {
    const value = kept[name]
    if (typeof value !== 'string' || !smallLetters.test(value)) continue
    if (kept === data) kept = { ...data }
    kept[name] = value.toUpperCase()
  }
  return kept
}

/** Moves what the envelope does not know into `data`, where unknown fields are kept. */
function moveStrangers(event: Json): void {
  if (event.data !== undefined && !isObject(event.data)) return
  let data: Json | undefined
  // By name, so that the order in which fields were sent decides nothing.
  for (const name of Object.keys(event).sort()) {
    if (envelopeNames.has(name)) continue
    data ??= { ...event.data }
    data[freeName(data, name, 'envelope')] = event[name]
    delete event[name]
  }
  if (data !== undefined) event.data = data
}

/**
 * Brings an event into the one form that is validated: null in an optional field means that it is absent; a field
 * that the envelope does not know moves into `data`. What was sent is left as it is.
 */
export function normalise(sent: Json, catalogue: Catalogue): Json {
  const event = { ...withoutNulls(sent, envelopeNames) }
  if (isObject(event.context)) event.context = withoutNulls(event.context, contextNames)
  if (typeof event.trace_id === 'string') event.trace_id = event.trace_id.toLowerCase()
  moveStrangers(event)
  const type = typeof event.type === 'string' ? catalogue.get(event.type) : undefined
  if (isObject(event.data) && type !== undefined) {
    const names = namesOf(versionOf(type, event.schema_version) ?? type)
    event.data = withCapitals(withoutNullsInData(event.data, names), names)
  }
  return event
}

/** Fills in what the service gives: ids, times, defaults; the checksum is left to the caller. The event was validated before. */
export function complete(
  event: Json,
  given: { readonly tenantId: string; readonly traceId: string | undefined },
  version: number,
  now: Now,
): StoredEvent {
  const text = (name: string) => (event[name] as string | undefined) ?? null
  const sentId = text('id')?.toLowerCase()
  const id = sentId ?? uuidV7(now())
  return {
    id,
    type: event.type as string,
    action: event.action as string,
    schema_version: (event.schema_version as number | undefined) ?? version,
    occurred_at: toMicroseconds(event.occurred_at as string) as string,
    received_at: nowMicroseconds(now),
    device_at: event.device_at === undefined ? null : (toMicroseconds(event.device_at as string) as string),
    producer: event.producer as string,
    source_service: text('source_service'),
    tenant_id: given.tenantId,
    user_id: text('user_id'),
    session_id: text('session_id'),
    order_id: text('order_id'),
    device_id: text('device_id'),
    trace_id: text('trace_id') ?? given.traceId ?? null,
    idempotency_key: text('idempotency_key') ?? id,
    context: (event.context as Context | undefined) ?? {},
    data: (event.data as Json | undefined) ?? {},
    checksum: '',
  }
}
