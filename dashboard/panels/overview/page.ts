import { severities } from '../devices/severities.ts'
import { type FigureGroup, rate, total } from '../figure.ts'
import type { PageDeclaration } from '../page.ts'
import { successByGateway } from '../payments/success-by-gateway.ts'
import { successByMethod } from '../payments/success-by-method.ts'
import { activeDevices } from './active-devices.ts'
import { adherence } from './adherence.ts'
import { conversion } from './conversion.ts'
import { gmvByCategory } from './gmv-by-category.ts'
import { gmvByChannel } from './gmv-by-channel.ts'
import { gmvByCountry } from './gmv-by-country.ts'
import { ratesOverTime } from './rates-over-time.ts'

/** Every figure is one line. Titles, formulas and units come from the service's catalogue. */
const figures: readonly [FigureGroup, ...FigureGroup[]] = [
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

export const overview: PageDeclaration = {
  title: 'Overview',
  figures,
  panels: [
    { title: 'From visit to payment', panels: [conversion, gmvByCategory, gmvByCountry, gmvByChannel] },
    { title: 'What goes through and what comes back', panels: [successByGateway, successByMethod, ratesOverTime] },
    { title: 'In use', panels: [activeDevices, adherence, { ...severities, width: 12 }] },
  ],
}

export const allFigures = figures.flatMap((group) => group.figures)
