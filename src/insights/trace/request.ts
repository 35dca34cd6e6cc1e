import { type Static, Type } from 'typebox'
import { LotAnswerSchema } from '../lot/request.ts'
import { MetaSchema } from '../question.ts'

const Maybe = Type.Union([Type.String(), Type.Null()])

/** Origin of the subject of an event: its lot, device, order and shipment. */
export const traceProperties = {
  lot: Maybe,
  batch: LotAnswerSchema.properties.history,
  device: Type.Union([
    Type.Object({ device_id: Type.String(), activated_at: Maybe, firmware: Maybe, last_seen_at: Maybe }),
    Type.Null(),
  ]),
  order: Type.Union([
    Type.Object({
      order_id: Type.String(),
      placed_at: Maybe,
      user_id: Maybe,
      value: Type.Union([Type.Number(), Type.Null()], { description: 'Σ quantity × unit price, in its currency' }),
      currency: Maybe,
    }),
    Type.Null(),
  ]),
  shipment: Type.Union([
    Type.Object({
      shipment_id: Type.String(),
      carrier: Maybe,
      warehouse_id: Maybe,
      dispatched_at: Maybe,
      delivered_at: Maybe,
    }),
    Type.Null(),
  ]),
  timeline: Type.Array(
    Type.Object({
      event_id: Type.String(),
      type: Type.String(),
      action: Type.String(),
      occurred_at: Type.String(),
      label: Maybe,
    }),
    {
      description: 'Of the batch, the order and the device, oldest first, at most 500; readings and days of wear aside',
    },
  ),
  meta: MetaSchema,
}

const Trace = Type.Object(traceProperties)
export type Trace = Static<typeof Trace>
