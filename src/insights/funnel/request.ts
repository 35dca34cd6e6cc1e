import { type Static, Type } from 'typebox'
import { MetaSchema, StepSchema, spanProperties } from '../question.ts'

const yearSeconds = 366 * 86_400

/** Which persons or sessions took steps in an order (contract, section 4). */
export const FunnelRequestSchema = Type.Object(
  {
    steps: Type.Array(StepSchema, { minItems: 2, maxItems: 12 }),
    by: Type.String({ enum: ['session_id', 'user_id'], description: 'Whose steps; events without one are left out' }),
    window_seconds: Type.Integer({
      minimum: 1,
      maximum: yearSeconds,
      description: 'How long after the first step each other may be',
    }),
    ...spanProperties,
    breakdown: Type.Optional(
      Type.String({ maxLength: 100, description: 'A dimension; the value is that of the event of the first step' }),
    ),
  },
  { additionalProperties: false },
)
export type FunnelRequest = Static<typeof FunnelRequestSchema>

const Ratio = (description: string) => Type.Union([Type.Number(), Type.Null()], { description })
const Seconds = Ratio(
  'From the step before to this one, over all who came here; null for the first step, and where the count is 0',
)

const FunnelSteps = Type.Array(
  Type.Object({
    type: Type.String(),
    action: Type.String(),
    count: Type.Integer({ description: 'How many persons or sessions came this far' }),
    conversion: Ratio('Share of those of the first step; null where there are none'),
    drop_off: Ratio(
      'Share of those of the step before who did not come here; null for the first step, and where the count is 0',
    ),
    median_seconds: Seconds,
    p90_seconds: Seconds,
  }),
)

export const FunnelAnswerSchema = Type.Object({
  steps: FunnelSteps,
  breakdown: Type.Optional(
    Type.Array(Type.Object({ value: Type.Union([Type.String(), Type.Null()]), steps: FunnelSteps }), {
      description: 'The twenty values with the most first steps',
    }),
  ),
  meta: MetaSchema,
})
export type FunnelAnswer = Static<typeof FunnelAnswerSchema>
