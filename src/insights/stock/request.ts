import { type Static, Type } from 'typebox'
import { FiltersSchema } from '../../query/request.ts'
import { MetaSchema } from '../question.ts'

/** How long stock has lain, in days since it was received. */
export const ageBands = ['0–30', '31–60', '61–90', '90+'] as const

/** What lies in the warehouses at a moment. */
export const StockRequestSchema = Type.Object(
  {
    at: Type.Optional(
      Type.String({ maxLength: 40, description: 'Now, if left out; a date means how things stood when it began' }),
    ),
    from: Type.Optional(
      Type.String({ maxLength: 40, description: 'From when on sales give the pace; 30 days before, if left out' }),
    ),
    timezone: Type.Optional(Type.String({ maxLength: 64, default: 'UTC', description: 'An IANA name' })),
    filters: Type.Optional(FiltersSchema),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000, default: 1000 })),
    explain: Type.Optional(Type.Boolean({ description: 'Adds the SQL that was run to meta' })),
  },
  { additionalProperties: false },
)
export type StockRequest = Static<typeof StockRequestSchema>

const Text = Type.Union([Type.String(), Type.Null()])
const Maybe = (description: string) => Type.Union([Type.Number(), Type.Null()], { description })
const Band = Type.Union([Type.String({ enum: [...ageBands] }), Type.Null()], {
  description: 'null where no event says when it was received',
})

const Position = Type.Object({
  product_id: Type.String(),
  category: Text,
  brand: Text,
  warehouse_id: Type.String(),
  lot: Text,
  on_hand: Type.Number({ description: 'Units, by the last event that says what is left' }),
  reorder_point: Maybe('Of the product in the warehouse, all lots together'),
  unit_cost: Maybe('In the currency beside it'),
  currency: Text,
  received_on: Text,
  expires_on: Text,
  age_days: Maybe('Days since it was received'),
  age_band: Band,
  units_sold_per_day: Type.Number({
    description:
      'The measure of this name for the product, over the days from `from` to `at`; orders name no warehouse',
  }),
  days_of_cover: Maybe('The measure of this name for the product: on hand in all warehouses / units sold per day'),
  counted_at: Type.String({ description: 'When the event that says what is left happened' }),
})
export type StockPosition = Static<typeof Position>

export const StockAnswerSchema = Type.Object({
  positions: Type.Array(Position, { description: 'By product, warehouse and lot; as many as the limit allows' }),
  bands: Type.Array(Type.Object({ band: Band, on_hand: Type.Number() }), {
    description: 'Over all positions; none where there is no position',
  }),
  totals: Type.Object({
    on_hand: Maybe('null, as what is beside it, where there is no position: stock that was never counted is not 0'),
    positions: Type.Integer({ description: 'Whose units are known' }),
    out_of_stock: Maybe('Positions with nothing on hand'),
    below_reorder: Maybe('Products in a warehouse that are at their reorder point or below, all lots together'),
  }),
  meta: MetaSchema,
})
export type StockAnswer = Static<typeof StockAnswerSchema>
