import { type Static, Type } from 'typebox'
import { MetaSchema, spanProperties } from '../question.ts'

const { from, ...span } = spanProperties
const columns = [
  'expected_value',
  'expected_purchases',
  'p_alive',
  'frequency',
  'recency_days',
  'age_days',
  'mean_value',
]

/** What customers are worth, and will be. */
export const LtvRequestSchema = Type.Object(
  {
    from: Type.Optional(Type.String({ description: 'Orders before it are not counted; without it all are' })),
    ...span,
    horizon_days: Type.Integer({ minimum: 1, maximum: 3_650, default: 365, description: 'How far ahead' }),
    period: Type.String({ enum: ['day', 'week', 'month'], default: 'month', description: 'Of the cohorts' }),
    limit: Type.Integer({ minimum: 1, maximum: 10_000, default: 100, description: 'How many customers are named' }),
    order_by: Type.String({ enum: columns.flatMap((name) => [name, `-${name}`]), default: '-expected_value' }),
  },
  { additionalProperties: false },
)
export type LtvRequest = Static<typeof LtvRequestSchema>

const OrNull = (description: string) => Type.Union([Type.Number(), Type.Null()], { description })
const Expected = OrNull('Spent within the horizon from now on, not discounted; null without a model')

export const LtvAnswerSchema = Type.Object({
  model: Type.Union([
    Type.Object({
      ...{ r: Type.Number(), alpha: Type.Number(), a: Type.Number(), b: Type.Number() },
      ...{ p: Type.Number(), q: Type.Number(), v: Type.Number() },
      log_likelihood: Type.Number({ description: 'Of BG/NBD' }),
      customers: Type.Integer({ description: 'How many it was fitted to' }),
      converged: Type.Boolean(),
    }),
    Type.Null(),
  ]),
  reason: Type.Optional(Type.String({ description: 'Why there is no model' })),
  currency: Type.Union([Type.String(), Type.Null()]),
  summary: Type.Object({
    customers: Type.Integer(),
    repeat_customers: Type.Integer(),
    total_spent: OrNull('null where amounts cannot be added'),
    expected_value: Expected,
  }),
  cohorts: Type.Array(
    Type.Object({
      cohort: Type.String({ description: 'The first day of the period of the first order' }),
      customers: Type.Integer(),
      orders: Type.Integer(),
      spent: OrNull('null where amounts cannot be added'),
      mean_frequency: Type.Number(),
      expected_value: Expected,
    }),
  ),
  customers: Type.Array(
    Type.Object({
      user_id: Type.String(),
      frequency: Type.Integer({ description: 'Days with orders after the first one' }),
      recency_days: Type.Integer({ description: 'From the first day with orders to the last' }),
      age_days: Type.Integer({ description: 'From the first day with orders to the end of the range, or today' }),
      mean_value: OrNull('Of a repeat day; null without one'),
      p_alive: OrNull('Probability that they still buy'),
      expected_purchases: OrNull('Days with orders within the horizon'),
      expected_value: Expected,
      expected_value_low: Type.Optional(
        Type.Number({ description: 'Low end of the interval of 95 %, by draws from the model; without one left out' }),
      ),
      expected_value_high: Type.Optional(Type.Number({ description: 'High end' })),
    }),
  ),
  meta: MetaSchema,
})
export type LtvAnswer = Static<typeof LtvAnswerSchema>
