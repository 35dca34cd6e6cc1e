import { type Static, Type } from 'typebox'
import { lotProperties, Maybe, MaybeText } from '../lots/request.ts'
import { MetaSchema } from '../question.ts'

const Parcels = Type.Integer({ description: 'Parcels of the range that held units of it' })

/** Everything about one lot. */
export const LotAnswerSchema = Type.Object({
  ...lotProperties,
  history: Type.Array(
    Type.Object({
      action: Type.String(),
      at: Type.String(),
      reason: MaybeText,
      units_produced: Maybe('Units'),
      units_rejected: Maybe('Units'),
    }),
    { description: 'What happened to the batch until the end of the range, oldest first' },
  ),
  balance: Type.Object(
    {
      made: Maybe('Units produced less rejected'),
      received: Maybe('Units received into warehouses'),
      adjusted: Maybe('Units by which counts were corrected, either way'),
      sold: Maybe('Units that left warehouses for customers'),
      shrunk: Maybe('Units lost, broken or expired'),
      on_hand: Maybe('Units in all warehouses'),
      returned: Type.Number({ description: 'Units on lines of returns that were received' }),
      unaccounted: Maybe('received + adjusted − sold − shrunk − on_hand: 0 where all units are accounted for'),
      received_beyond_made: Maybe('Units received that were never made: 0 where there are none'),
    },
    { description: 'The mass balance of the lot until the end of the range; null where nothing was recorded' },
  ),
  on_hand_by_warehouse: Type.Array(
    Type.Object({
      warehouse_id: Type.String(),
      product_id: Type.String(),
      on_hand: Type.Number(),
      at: MaybeText,
    }),
  ),
  shipments: Type.Object({
    created: Parcels,
    dispatched: Parcels,
    delivered: Parcels,
    returned_to_origin: Parcels,
    lost: Parcels,
  }),
  orders: Type.Integer({ description: 'Orders placed of which a line names it' }),
  severities: Type.Array(Type.Object({ severity: Type.String(), reports: Maybe('null: suppressed') })),
  reports: Type.Array(
    Type.Object({
      event_id: Type.String(),
      report_id: Type.String(),
      occurred_at: Type.String(),
      severity: Type.String(),
      term: MaybeText,
      device_id: MaybeText,
      order_id: MaybeText,
    }),
    { description: 'The newest 200; none where a figure of reports of this lot is suppressed' },
  ),
  devices_reached: Type.Integer({ description: 'Devices in any event that names the lot, adverse events included' }),
  out_of_range: Maybe('Readings outside the range of their metric; null: suppressed'),
  siblings: Type.Object({
    lots: Type.Integer({ description: 'Other lots of the product to which something happened' }),
    active_devices: Type.Integer(),
    adverse_events: Maybe('null: suppressed'),
  }),
  rate_ratio: Maybe('Reports per active device over the same of the siblings that have active devices'),
  rate_ratio_low: Maybe('Low end of its exact interval of 95 %'),
  rate_ratio_high: Maybe('High end; null where the siblings have no reports'),
  by_day: Type.Array(
    Type.Object({
      day: Type.String({ format: 'date' }),
      active_devices: Type.Integer(),
      adverse_events: Maybe('null: suppressed'),
      readings: Maybe('null: suppressed'),
    }),
    { description: 'Days of the time zone on which there was anything' },
  ),
  cusum: Type.Object(
    {
      signal_on: Type.Union([Type.String({ format: 'date' }), Type.Null()], {
        description: 'The first day on which the statistic reached the limit; null where it has not',
      }),
      limit: Type.Number({ description: 'Set beforehand: the decision limit of the statistic' }),
      ratio: Type.Number({ description: 'How much higher a rate it looks for' }),
      reports_between_false_signals: Type.Number({
        description: 'Adverse events of lots as they should be, on average, from one false signal to the next',
      }),
      reason: Type.Union([Type.String(), Type.Null()], { description: 'Why no days are given' }),
      by_day: Type.Array(
        Type.Object({
          day: Type.String({ format: 'date' }),
          value: Type.Number({ description: 'The statistic, 0 or more' }),
          expected: Type.Number({
            description:
              'Adverse events to expect: active devices × the rate of the siblings up to the day before, at the upper end of its exact interval of one standard error',
          }),
          adverse_events: Type.Integer(),
        }),
        { description: 'Each day from the first after one of a sibling in use; empty where suppressed' },
      ),
    },
    { description: 'Poisson CUSUM of adverse events per device-day against the siblings (Lucas 1985)' },
  ),
  meta: MetaSchema,
})
export type LotAnswer = Static<typeof LotAnswerSchema>
