import { createHash, randomUUID as uuid } from 'node:crypto'
import type { StoredEvent } from '../../src/events/envelope.ts'
import type { NewEvent } from '../../src/ledger/append.ts'

/** An event as ingest hands it to the ledger; the hash follows what it says. */
export function newEvent(key: string, change: Partial<StoredEvent> = {}): NewEvent {
  const event: StoredEvent = {
    id: uuid(),
    tenant_id: 'demo',
    type: 'telemetry',
    action: 'read',
    schema_version: 1,
    occurred_at: '2026-10-01T10:00:00.000000Z',
    received_at: '2026-10-01T10:00:01.000000Z',
    device_at: null,
    producer: 'test',
    source_service: null,
    user_id: null,
    session_id: null,
    order_id: null,
    device_id: 'd-1',
    trace_id: null,
    idempotency_key: key,
    context: {},
    data: {},
    checksum: '1',
    ...change,
  }
  const said = JSON.stringify([event.type, event.action, event.occurred_at, event.device_id, event.data])
  return { event, payloadHash: createHash('sha256').update(said).digest() }
}
