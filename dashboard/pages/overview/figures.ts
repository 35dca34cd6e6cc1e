import { type FigureGroup, rate, total } from '../../figures/figure.ts'

/** Every figure is one line. Titles, formulas and units come from the service's catalogue. */
export const figures: readonly [FigureGroup, ...FigureGroup[]] = [
  {
    title: 'Commerce',
    figures: [
      total('gmv', 'more', { wide: true }),
      total('orders', 'more'),
      total('items_sold', 'more'),
      total('unique_purchasers', 'more'),
      total('sessions', 'more'),
      rate('aov', 'more'),
      rate('arpu', 'more'),
      rate('conversion_rate', 'more'),
    ],
  },
  {
    title: 'Payments',
    figures: [
      total('payment_volume', 'more'),
      total('payments_captured', 'more'),
      rate('payment_success_rate', 'more'),
      total('payments_failed', 'less'),
      total('refunds', 'less'),
      rate('refund_rate', 'less'),
    ],
  },
  {
    title: 'Fulfilment',
    figures: [
      total('shipments_dispatched', 'neither'),
      total('shipments_delivered', 'more'),
      rate('on_time_delivery_rate', 'more'),
      rate('average_delivery_hours', 'less'),
      rate('rto_rate', 'less'),
      total('returns', 'less'),
      rate('return_rate', 'less'),
      total('orders_cancelled', 'less'),
      rate('cancellation_rate', 'less'),
    ],
  },
  {
    title: 'Devices & safety',
    figures: [
      total('active_devices', 'more'),
      rate('device_adherence', 'more'),
      total('readings', 'neither'),
      total('readings_out_of_range', 'less'),
      total('adverse_events', 'less'),
      rate('adverse_event_rate', 'less'),
    ],
  },
]

export const allFigures = figures.flatMap((group) => group.figures)
