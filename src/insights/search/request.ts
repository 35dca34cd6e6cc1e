import { type Static, Type } from 'typebox'

/** What can be found by its id. */
export const recordKinds = [
  ...(['event', 'order', 'payment', 'shipment', 'device', 'lot', 'report', 'cart', 'session', 'user'] as const),
] as const
export type RecordKind = (typeof recordKinds)[number]

export const SearchRequestSchema = Type.Object({
  q: Type.String({ minLength: 2, maxLength: 128, description: 'An id or a part of one, or a part of a value' }),
  limit: Type.Integer({ minimum: 1, maximum: 20, default: 5, description: 'Of each kind, and of each dimension' }),
})

const Maybe = Type.Union([Type.String(), Type.Null()])

export const FoundRecordSchema = Type.Object({
  kind: Type.String({ enum: [...recordKinds] }),
  id: Type.String(),
  label: Type.Union([Type.String(), Type.Null()], { description: 'Of an event: its type and action' }),
  order_id: Type.Union([Type.String(), Type.Null()], { description: 'The order that it belongs to' }),
  last_at: Maybe,
})
export type FoundRecord = Omit<Static<typeof FoundRecordSchema>, 'kind'> & { kind: RecordKind }

export const SearchAnswerSchema = Type.Object({
  records: Type.Array(FoundRecordSchema, { description: 'What has exactly this id first, then the latest' }),
  values: Type.Array(Type.Object({ dimension: Type.String(), value: Type.String(), events: Type.Integer() }), {
    description: 'Values of dimensions of the last 90 days that hold the words, the most frequent first',
  }),
  complete: Type.Boolean({
    description: 'False where the warehouse did not answer in time: then only what has exactly this id was found',
  }),
})
export type SearchAnswer = Omit<Static<typeof SearchAnswerSchema>, 'records'> & { records: FoundRecord[] }
