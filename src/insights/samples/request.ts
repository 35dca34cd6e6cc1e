import { type Static, Type } from 'typebox'
import { spanProperties } from '../question.ts'

/** Which events a figure was made of. */
export const SamplesRequestSchema = Type.Object(
  {
    metric: Type.String({ maxLength: 200 }),
    ...spanProperties,
    limit: Type.Integer({ minimum: 1, maximum: 50, default: 20 }),
  },
  { additionalProperties: false },
)
export type SamplesRequest = Static<typeof SamplesRequestSchema>

export const SampleSums = Type.Array(
  Type.Object({
    name: Type.String(),
    count: Type.Integer({ description: 'How many events of the range it counts' }),
    definition: Type.String({ description: 'How it computes from them, as SQL over their columns' }),
  }),
  { description: 'The pieces of the measure; none where it is read from the records of the service' },
)
