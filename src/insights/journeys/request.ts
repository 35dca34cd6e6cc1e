import { type Static, Type } from 'typebox'
import { MetaSchema, StepSchema, spanProperties } from '../question.ts'

/** What people did next, level by level. */
export const JourneysRequestSchema = Type.Object(
  {
    start: Type.Optional(StepSchema),
    by: Type.String({ enum: ['session_id', 'user_id'], description: 'Whose steps; events without one are left out' }),
    depth: Type.Integer({ minimum: 2, maximum: 8, default: 5, description: 'How many levels, the start among them' }),
    top: Type.Integer({ minimum: 2, maximum: 12, default: 6, description: 'Names on a level; the rest is "other"' }),
    ...spanProperties,
  },
  { additionalProperties: false },
)
export type JourneysRequest = Static<typeof JourneysRequestSchema>

const Id = Type.String({ description: '<level>:<name>' })

export const JourneysAnswerSchema = Type.Object({
  nodes: Type.Array(
    Type.Object({
      id: Id,
      level: Type.Integer({ description: 'From 0' }),
      name: Type.String({ description: '<type>.<action>, "other", or "end" where nothing followed' }),
      count: Type.Integer(),
    }),
  ),
  links: Type.Array(
    Type.Object({
      source: Id,
      target: Id,
      count: Type.Integer(),
      median_seconds: Type.Union([Type.Number(), Type.Null()], { description: 'Between the two; null to an end' }),
    }),
  ),
  paths: Type.Array(
    Type.Object({
      steps: Type.Array(Type.String()),
      count: Type.Integer(),
      share: Type.Number({ description: 'Of all starts' }),
    }),
    { description: 'The twenty that were taken most' },
  ),
  starts: Type.Integer({ description: 'How many persons or sessions set out' }),
  meta: MetaSchema,
})
export type JourneysAnswer = Static<typeof JourneysAnswerSchema>
