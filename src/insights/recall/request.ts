import { type Static, Type } from 'typebox'

const Maybe = Type.Union([Type.String(), Type.Null()])

/** The columns of a recall list, in order. */
export const recallProperties = {
  lot: Type.String(),
  order_id: Maybe,
  shipment_id: Maybe,
  device_id: Maybe,
  user_id: Maybe,
  warehouse_id: Maybe,
  carrier: Maybe,
  delivered_at: Maybe,
  last_seen_at: Maybe,
  status: Type.String({
    enum: ['in_use', 'deactivated', 'returned', 'ordered', 'on_the_way', 'delivered', 'returned_to_origin', 'lost'],
    description: 'Of the device, where one is known; else of the goods',
  }),
}
const RecallRow = Type.Object(recallProperties)
export type RecallRow = Static<typeof RecallRow>

export const RecallAnswerSchema = Type.Object({ recall: Type.Array(RecallRow) })
