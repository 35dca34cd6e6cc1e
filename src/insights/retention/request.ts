import { type Static, Type } from 'typebox'
import { MetaSchema, StepSchema, spanProperties } from '../question.ts'

/** Who came back after a first time, and when (contract, section 4). */
export const RetentionRequestSchema = Type.Object(
  {
    cohort: StepSchema,
    returning: StepSchema,
    by: Type.String({ enum: ['user_id', 'device_id'], description: 'Whose events; those without one are left out' }),
    period: Type.String({ enum: ['day', 'week', 'month'], description: 'Weeks begin on Monday' }),
    ...spanProperties,
  },
  { additionalProperties: false },
)
export type RetentionRequest = Static<typeof RetentionRequestSchema>

export const RetentionAnswerSchema = Type.Object({
  rows: Type.Array(
    Type.Object({
      cohort: Type.String({ description: 'The first day of the period of the first cohort event ever' }),
      size: Type.Integer({ description: 'How many had their first cohort event in this period' }),
      retained: Type.Array(Type.Integer(), {
        description: 'How many of them had a returning event in that same period and in each one after it',
      }),
      incomplete: Type.Optional(
        Type.Boolean({
          description: 'true: its last number is of a period that is not over, by the clock or by the end of the range',
        }),
      ),
    }),
    { description: 'Cohorts of the range; periods without new users are left out' },
  ),
  incomplete: Type.Optional(
    Type.String({ description: 'The first day of the period under way, whose numbers may grow' }),
  ),
  meta: MetaSchema,
})
export type RetentionAnswer = Static<typeof RetentionAnswerSchema>
