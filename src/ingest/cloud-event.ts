import type { Flaw } from './outcome.ts'

type Json = Record<string, unknown>

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)
const attributes = new Set([
  'specversion',
  'type',
  'time',
  'source',
  'id',
  'datacontenttype',
  'dataschema',
  'subject',
  'data',
])
const envelope = [
  'user_id',
  'session_id',
  'order_id',
  'device_id',
  'schema_version',
  'device_at',
  'source_service',
  'context',
]

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
  const parts = /^pocm\.([a-z_]+)\.([a-z_]+)$/.exec(text('type'))
  if (parts === null) flaws.push({ path: '/type', message: 'must be pocm.<type>.<action>' })
  if (cloud.data !== undefined && !isObject(cloud.data)) flaws.push({ path: '/data', message: 'must be an object' })
  if (flaws.length > 0) return { flaws }

  const data: Json = { ...(cloud.data as Json | undefined) }
  const event: Json = { type: parts?.[1], action: parts?.[2], occurred_at: time, producer, idempotency_key: key }
  for (const name of envelope) {
    const extension = name.replaceAll('_', '')
    if (cloud[extension] !== undefined) event[name] = cloud[extension]
    else if (data[name] !== undefined) {
      event[name] = data[name]
      delete data[name]
    }
  }
  const traceParent = cloud.traceparent
  if (typeof traceParent === 'string') event.trace_id = traceIdOf(traceParent)
  const taken = new Set([...envelope.map((name) => name.replaceAll('_', '')), 'traceparent'])
  for (const [name, value] of Object.entries(cloud)) {
    if (!attributes.has(name) && !taken.has(name) && !(name in data)) data[name] = value
  }
  return { event: { ...event, data } }
}

/** The trace id of a W3C `traceparent`, or undefined. https://www.w3.org/TR/trace-context/ */
export function traceIdOf(traceParent: string): string | undefined {
  const id = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}/.exec(traceParent)?.[1]
  return id === undefined || /^0+$/.test(id) ? undefined : id
}
