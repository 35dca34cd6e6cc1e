import { type Static, Type } from 'typebox'
import { FiltersSchema } from '../../query/request.ts'
import { methodNames } from '../../statistics/forecast/methods.ts'
import { MetaSchema } from '../question.ts'

/** What an additive measure will come to. */
export const ForecastRequestSchema = Type.Object(
  {
    metric: Type.String({
      maxLength: 200,
      description: 'A measure whose days add up, such as gmv, orders, items_sold',
    }),
    filters: Type.Optional(FiltersSchema),
    horizon_days: Type.Integer({ minimum: 1, maximum: 366, default: 28, description: 'How many days ahead' }),
    granularity: Type.String({ enum: ['day', 'week', 'month'], default: 'day' }),
    confidence: Type.Number({
      minimum: 0.5,
      maximum: 0.99,
      default: 0.8,
      description: 'The share of values that intervals are meant to hold',
    }),
    timezone: Type.Optional(Type.String({ maxLength: 64, default: 'UTC', description: 'An IANA name' })),
  },
  { additionalProperties: false },
)
export type ForecastRequest = Static<typeof ForecastRequestSchema>

const Maybe = (description: string) => Type.Union([Type.Number(), Type.Null()], { description })

export const BacktestSchema = Type.Object({
  mase: Maybe(
    'Mean absolute scaled error over rolling origins: below 1 is better than last season again; null where the past never changed',
  ),
  naive_mase: Maybe('The same of the seasonal naive forecast over the same origins'),
  coverage: Type.Number({ description: 'The share of values that lay within the intervals forecast before' }),
  folds: Type.Integer({ description: 'How many origins were judged' }),
})

const Point = Type.Object({
  time: Type.String({ description: 'YYYY-MM-DD, the first day' }),
  value: Type.Number(),
  lower: Type.Number(),
  upper: Type.Number(),
})

export const ForecastAnswerSchema = Type.Object({
  points: Type.Array(Point),
  past: Type.Array(Point, {
    description:
      'What would have been predicted at the origins of the backtest, by what was known at each; oldest first',
  }),
  backtest: BacktestSchema,
  model: Type.Object({
    name: Type.String(),
    version: Type.String(),
    method: Type.String({ enum: [...methodNames], description: 'The one that did best on this series' }),
  }),
  meta: Type.Object({
    ...MetaSchema.properties,
    currency: Type.Union([Type.String(), Type.Null()]),
    history_from: Type.String({ description: 'The first day that it was fitted to' }),
    history_to: Type.String({
      description: 'The first day that it was not fitted to: only whole days of the past count',
    }),
  }),
})
export type ForecastAnswer = Static<typeof ForecastAnswerSchema>
