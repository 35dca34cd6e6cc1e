import type { Catalogue } from '../events/catalogue.ts'
import type { EventDefinition } from '../events/define.ts'
import { type Context, ContextSchema, EnvelopeSchema, type StoredEvent } from '../events/envelope.ts'
import { type Now, nowMicroseconds, toMicroseconds } from '../platform/clock.ts'
import { uuidV7 } from '../platform/uuid.ts'

type Json = Record<string, unknown>

const envelopeNames = new Set([...Object.keys(EnvelopeSchema.properties), 'received_at'])
const contextNames = Object.keys(ContextSchema.properties)

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

function withoutNulls(value: Json, names: Iterable<string>): Json {
  const kept = { ...value }
  for (const name of names) if (kept[name] === null) delete kept[name]
  return kept
}

/** Of lines (of an order, a return) the fields that are declared; undefined for any other field. */
const lineNames = (schema: object): string[] | undefined => {
  const { items } = schema as { items?: { properties?: object } }
  return items?.properties && Object.keys(items.properties)
}

function withoutNullsInLines(data: Json, fields: EventDefinition['data']): Json {
  const kept = { ...data }
  for (const [name, { schema }] of Object.entries(fields)) {
    const names = lineNames(schema)
    const lines = kept[name]
    if (names === undefined || !Array.isArray(lines)) continue
    kept[name] = lines.map((line) => (isObject(line) ? withoutNulls(line, names) : line))
  }
  return kept
}

/**
 * Brings an event into the one form that is validated: null in an optional field means that it is absent; a field
 * that the envelope does not know moves into `data`, where unknown fields are kept.
 */
export function normalise(sent: Json, catalogue: Catalogue): Json {
  const event = withoutNulls(sent, envelopeNames)
  if (isObject(event.context)) event.context = withoutNulls(event.context, contextNames)
  if (typeof event.trace_id === 'string') event.trace_id = event.trace_id.toLowerCase()
  const strangers = Object.keys(event).filter((name) => !envelopeNames.has(name))
  if (strangers.length > 0 && (event.data === undefined || isObject(event.data))) {
    const data: Json = { ...event.data }
    for (const name of strangers) {
      data[Object.hasOwn(data, name) ? `envelope.${name}` : name] = event[name]
      delete event[name]
    }
    event.data = data
  }
  if (isObject(event.data) && typeof event.type === 'string') {
    const fields = catalogue.get(event.type)?.data ?? {}
    event.data = withoutNullsInLines(withoutNulls(event.data, Object.keys(fields)), fields)
  }
  return event
}

/** Fills in what the service gives: ids, times, defaults. The event was validated before. */
export function complete(
  event: Json,
  given: { tenantId: string; traceId: string | undefined; version: number; now: Now },
): Omit<StoredEvent, 'checksum'> {
  const text = (name: string) => (event[name] as string | undefined) ?? null
  const sentId = text('id')?.toLowerCase()
  const id = sentId ?? uuidV7(given.now())
  return {
    id,
    type: event.type as string,
    action: event.action as string,
    schema_version: (event.schema_version as number | undefined) ?? given.version,
    occurred_at: toMicroseconds(event.occurred_at as string) as string,
    received_at: nowMicroseconds(given.now),
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
  }
}
