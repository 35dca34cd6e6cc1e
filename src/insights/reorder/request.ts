import { type Static, Type } from 'typebox'
import { FiltersSchema } from '../../query/request.ts'
import { MetaSchema } from '../question.ts'

/** What to order of each product in each warehouse, so that it lasts. */
export const ReorderRequestSchema = Type.Object(
  {
    service_level: Type.Number({
      minimum: 0.75,
      maximum: 0.99,
      default: 0.95,
      description: 'The share of lead times in which the stock is meant to last',
    }),
    lead_time_days: Type.Integer({ minimum: 1, maximum: 180, default: 14, description: 'Days from order to arrival' }),
    cover_days: Type.Integer({
      minimum: 1,
      maximum: 180,
      default: 28,
      description: 'Days that an order is to last for after its arrival',
    }),
    filters: Type.Optional(FiltersSchema),
    timezone: Type.Optional(Type.String({ maxLength: 64, default: 'UTC', description: 'An IANA name' })),
    explain: Type.Optional(Type.Boolean({ description: 'Adds the SQL that was run to meta' })),
  },
  { additionalProperties: false },
)
export type ReorderRequest = Static<typeof ReorderRequestSchema>

const Maybe = (description: string) => Type.Union([Type.Number(), Type.Null()], { description })
const MaybeText = (description: string) => Type.Union([Type.String(), Type.Null()], { description })

const Line = Type.Object(
  {
    product_id: Type.String(),
    warehouse_id: Type.String(),
    on_hand: Type.Number({ description: 'Units now, all lots together' }),
    expected_demand: Maybe(
      'Units over the lead time; null, as all that follows from it, where there is too little history',
    ),
    safety_stock: Maybe('Units above it that the service level asks for'),
    reorder_point: Maybe('expected_demand + safety_stock: order when so many or fewer are on hand'),
    order_quantity: Maybe('Units to order now, so that they last for lead time and cover; 0 above the reorder point'),
    stockout_on: MaybeText(
      'The day on which nothing is left at the expected demand; null beyond a year, or without demand',
    ),
    confidence: Maybe(
      'The share of earlier values that lay within the intervals from which the safety stock comes, in a backtest; null where it comes from the spread of days',
    ),
    method: MaybeText(
      'How demand was forecast: a method of demand_forecast, or `average` of the days so far where that abstains',
    ),
    reason: MaybeText('Why nothing is advised'),
    recorded_reorder_point: Maybe('The reorder point that events of the inventory name'),
    unit_cost: Maybe('Of the last event that says it, in the currency beside it'),
    currency: MaybeText('ISO 4217'),
  },
  { title: 'ReorderLine' },
)
export type ReorderLine = Static<typeof Line>

export const ReorderAnswerSchema = Type.Object({
  lines: Type.Array(Line, { description: 'What must be ordered first, then by the day on which nothing is left' }),
  meta: Type.Object({
    ...MetaSchema.properties,
    history_to: Type.String({ description: 'The first day that demand was not taken from: whole past days count' }),
  }),
})
export type ReorderAnswer = Static<typeof ReorderAnswerSchema>
