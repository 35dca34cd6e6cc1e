import type { StoredEvent } from '../events/envelope.ts'

/** The columns of `events` and their types, in the order in which an insert names them. */
export const columns = {
  id: 'uuid',
  tenant_id: 'text',
  type: 'text',
  action: 'text',
  schema_version: 'integer',
  occurred_at: 'timestamptz',
  received_at: 'timestamptz',
  device_at: 'timestamptz',
  producer: 'text',
  source_service: 'text',
  user_id: 'text',
  session_id: 'text',
  order_id: 'text',
  device_id: 'text',
  trace_id: 'text',
  idempotency_key: 'text',
  context: 'jsonb',
  data: 'jsonb',
  checksum: 'bigint',
} as const satisfies Record<keyof StoredEvent, string>

/** `events.id, events.tenant_id, …` */
export const selection = Object.keys(columns)
  .map((name) => `events.${name}`)
  .join(', ')

const bytesOfColumn = (name: string) =>
  `CASE WHEN pg_column_compression(${name}) IS NULL THEN pg_column_size(${name}) ELSE octet_length(${name}::text) END`

/** SQL of about how many bytes an event has as JSON. Only what is stored compressed is unpacked for it. */
export const bytesOfEvent = `(${bytesOfColumn('data')} + ${bytesOfColumn('context')})`

/** PostgreSQL's `2026-10-01 10:00:41.5+00` as `2026-10-01T10:00:41.500000Z`. */
export function momentOf(text: string): string {
  const [seconds, fraction = ''] = text.replace('+00', '').split('.') as [string, string?]
  return `${seconds.replace(' ', 'T')}.${fraction.padEnd(6, '0')}Z`
}

/** A row of `events` as an event. The row is changed in place: it was read for this. */
export function eventOf(row: StoredEvent): StoredEvent {
  row.occurred_at = momentOf(row.occurred_at)
  row.received_at = momentOf(row.received_at)
  if (row.device_at !== null) row.device_at = momentOf(row.device_at)
  return row
}
