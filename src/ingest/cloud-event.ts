import { freeName } from './complete.ts'
import type { Flaw } from './outcome.ts'

type Json = Record<string, unknown>

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)
/** What becomes a field of ours; `subject` and `dataschema` mean nothing to us and are kept like any unknown field. */
const attributes = ['specversion', 'type', 'time', 'source', 'id', 'datacontenttype', 'data', 'traceparent']
const envelope = [
  'tenant_id',
  'user_id',
  'session_id',
  'order_id',
  'device_id',
  'schema_version',
  'device_at',
  'source_service',
  'context',
]
const extensionOf = (name: string) => name.replaceAll('_', '')
const taken = new Set([...attributes, ...envelope.map(extensionOf)])

/** Where our fields stand in a CloudEvent. */
const paths: Readonly<Record<string, string>> = {
  '/action': '/type',
  '/occurred_at': '/time',
  '/producer': '/source',
  '/idempotency_key': '/id',
}

/** Flaws of an event that came as a CloudEvent, with the paths that its sender knows. */
export const atCloudEvent = (flaws: readonly Flaw[]): Flaw[] =>
  flaws.map(({ path, message }) => ({ path: paths[path] ?? path, message }))

/**
 * A CloudEvents 1.0 JSON event as one of ours (contract, section 1). CloudEvents names extensions without `_`, so the
 * envelope's fields may come as extensions (`orderid`) or in `data` (`order_id`).
 * https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md
 */
export function fromCloudEvent(cloud: Json): { event: Json } | { flaws: Flaw[] } {
  const flaws: Flaw[] = []
  const text = (name: string) => {
    const value = cloud[name]
    if (typeof value === 'string' && value !== '') return value
    flaws.push({ path: `/${name}`, message: 'must be a non-empty string (CloudEvents 1.0)' })
    return ''
  }
  if (cloud.specversion !== '1.0') flaws.push({ path: '/specversion', message: 'must be "1.0"' })
  const key = text('id')
  const producer = text('source')
  const time = text('time')
  const type = text('type')
  const parts = /^pocm\.([a-z_]+)\.([a-z_]+)$/.exec(type)
  if (type !== '' && parts === null) flaws.push({ path: '/type', message: 'must be pocm.<type>.<action>' })
  const sent = cloud.data ?? {}
  if (!isObject(sent)) flaws.push({ path: '/data', message: 'must be an object' })
  if (cloud.data_base64 !== undefined) flaws.push({ path: '/data_base64', message: 'must be JSON in data instead' })
  if (flaws.length > 0 || !isObject(sent)) return { flaws }

  const data: Json = { ...sent }
  const event: Json = { type: parts?.[1], action: parts?.[2], occurred_at: time, producer, idempotency_key: key }
  for (const name of envelope) {
    const extension = extensionOf(name)
    if (cloud[extension] !== undefined) event[name] = cloud[extension]
    else if (data[name] !== undefined) {
      event[name] = data[name]
      delete data[name]
    }
  }
  const traceParent = cloud.traceparent
  if (typeof traceParent === 'string') event.trace_id = traceIdOf(traceParent)
  for (const name of Object.keys(cloud).sort()) {
    if (!taken.has(name)) data[freeName(data, name, 'cloudevent')] = cloud[name]
  }
  return { event: { ...event, data } }
}

/** The trace id of a W3C `traceparent`, or undefined. https://www.w3.org/TR/trace-context/ */
export function traceIdOf(traceParent: string): string | undefined {
  const id = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}/.exec(traceParent)?.[1]
  return id === undefined || /^0+$/.test(id) ? undefined : id
}
