import { type Static, Type } from 'typebox'

const identifier = Type.String({ minLength: 1, maxLength: 128 })

/** Where, on what and why something happened; each may be cut by. Unknown keys are kept. */
export const ContextSchema = Type.Object({
  country: Type.Optional(Type.String({ maxLength: 100 })),
  region: Type.Optional(Type.String({ maxLength: 100 })),
  city: Type.Optional(Type.String({ maxLength: 100 })),
  channel: Type.Optional(Type.String({ maxLength: 100 })),
  device_type: Type.Optional(Type.String({ maxLength: 100 })),
  campaign: Type.Optional(Type.String({ maxLength: 100 })),
  cohort: Type.Optional(Type.String({ maxLength: 100 })),
  /** The clinic, seller or partner that the event happened for. */
  provider: Type.Optional(Type.String({ maxLength: 100 })),
})

/** The fields that every event shares (contract, section 1), as a client sends them. */
export const EnvelopeSchema = Type.Object({
  id: Type.Optional(Type.String({ format: 'uuid' })),
  type: Type.String({ minLength: 1, maxLength: 100 }),
  action: Type.String({ minLength: 1, maxLength: 100 }),
  schema_version: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
  occurred_at: Type.String({ format: 'date-time' }),
  device_at: Type.Optional(Type.String({ format: 'date-time' })),
  producer: Type.String({ minLength: 1, maxLength: 100 }),
  source_service: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
  tenant_id: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
  user_id: Type.Optional(identifier),
  session_id: Type.Optional(identifier),
  order_id: Type.Optional(identifier),
  device_id: Type.Optional(identifier),
  trace_id: Type.Optional(Type.String({ pattern: '^[0-9a-f]{32}$' })),
  idempotency_key: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  context: Type.Optional(ContextSchema),
  data: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
})

export type Context = Static<typeof ContextSchema> & Record<string, unknown>

/**
 * An event that was validated and completed: what the ledger keeps, the log carries and the warehouse takes.
 * Times are UTC with microseconds: `2026-10-01T10:00:41.000000Z`.
 */
export interface StoredEvent {
  id: string
  type: string
  action: string
  schema_version: number
  occurred_at: string
  received_at: string
  device_at: string | null
  producer: string
  source_service: string | null
  tenant_id: string
  user_id: string | null
  session_id: string | null
  order_id: string | null
  device_id: string | null
  trace_id: string | null
  idempotency_key: string
  context: Context
  /** Fields labelled personal or medical are ciphertext here. */
  data: Record<string, unknown>
  /** A signed 64-bit fingerprint of id and payload, in decimal digits; XORed by hour to compare stores. */
  checksum: string
}

/** An event as readers get it: without the checksum where that depends on what they may not see. */
export type ShownEvent = Omit<StoredEvent, 'checksum'> & Partial<Pick<StoredEvent, 'checksum'>>
