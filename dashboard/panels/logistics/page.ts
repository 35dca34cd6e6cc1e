import { rate, total } from '../figure.ts'
import type { PageDeclaration } from '../page.ts'
import { carriers } from './carriers.ts'
import { firstAttempt } from './first-attempt.ts'
import { firstAttemptByCarrier } from './first-attempt-by-carrier.ts'
import { hoursByCarrier } from './hours-by-carrier.ts'
import { hoursByWarehouse } from './hours-by-warehouse.ts'
import { deliveryMap } from './map.tsx'
import { onTimeByCarrier } from './on-time-by-carrier.ts'
import { onTimeByCountry } from './on-time-by-country.ts'
import { onTimeByWarehouse } from './on-time-by-warehouse.ts'
import { regions } from './regions.ts'
import { returnsByRegion } from './returns-by-region.ts'
import { rtoByCarrier } from './rto-by-carrier.ts'
import { rtoByRegion } from './rto-by-region.ts'

export const logistics: PageDeclaration = {
  title: 'Logistics',
  figures: [
    {
      title: 'Deliveries',
      figures: [
        rate('on_time_delivery_rate', 'more'),
        rate('average_delivery_hours', 'less'),
        rate('first_attempt_delivery_rate', 'more'),
        total('shipments_dispatched', 'neither'),
        total('shipments_delivered', 'more'),
        total('shipments_returned', 'less'),
        rate('rto_rate', 'less'),
        rate('return_rate', 'less'),
      ],
    },
  ],
  panels: [
    { title: 'Where', panels: [deliveryMap, onTimeByCountry, regions, rtoByRegion, returnsByRegion] },
    {
      title: 'Carriers',
      panels: [onTimeByCarrier, hoursByCarrier, rtoByCarrier, firstAttempt, firstAttemptByCarrier, carriers],
    },
    { title: 'Warehouses', panels: [onTimeByWarehouse, hoursByWarehouse] },
  ],
}
