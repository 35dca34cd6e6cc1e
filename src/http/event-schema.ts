import { Type } from 'typebox'
import { ContextSchema } from '../events/envelope.ts'

const text = Type.String()
const textOrNull = Type.Union([Type.String(), Type.Null()])
const moment = Type.String({ format: 'date-time' })

/** An event as the service shows it. */
export const StoredEventSchema = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    type: text,
    action: text,
    schema_version: Type.Integer(),
    occurred_at: moment,
    received_at: moment,
    device_at: Type.Union([moment, Type.Null()]),
    producer: text,
    source_service: textOrNull,
    tenant_id: text,
    user_id: textOrNull,
    session_id: textOrNull,
    order_id: textOrNull,
    device_id: textOrNull,
    trace_id: textOrNull,
    idempotency_key: text,
    context: ContextSchema,
    data: Type.Record(Type.String(), Type.Unknown()),
    checksum: Type.Optional(
      Type.String({
        pattern: '^-?\\d+$',
        description: 'A signed 64-bit fingerprint of id and payload; left out where a value is masked',
      }),
    ),
  },
  { title: 'StoredEvent' },
)
