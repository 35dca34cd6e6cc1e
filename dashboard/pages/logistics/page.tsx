import { rate, total } from '../../figures/figure.ts'
import type { PageDeclaration } from '../../page-frame/page.ts'
import { PanelPage } from '../../page-frame/panel-page.tsx'
import { breakdown } from '../../panels/kinds/breakdown.tsx'
import { matrix } from '../../panels/kinds/matrix.ts'
import { ranking } from '../../panels/kinds/ranking.tsx'
import { trend } from '../../panels/kinds/trend.tsx'
import { deliveryMap } from './map.tsx'

const onTimeByCountry = ranking({
  id: 'on_time_by_country',
  title: 'On time by country',
  question: 'The map as a list.',
  metric: 'on_time_delivery_rate',
  by: 'country',
  weight: 'shipments_delivered',
  better: 'more',
  most: 9,
  width: 4,
})

const regions = matrix({
  id: 'regions',
  title: 'Regions',
  question: 'Where do parcels come late, or come back?',
  metrics: [
    ...(['shipments_delivered', 'on_time_delivery_rate', 'average_delivery_hours'] as const),
    ...['first_attempt_delivery_rate', 'rto_rate'],
  ],
  by: [
    { dimension: 'country', title: 'Country' },
    { dimension: 'region', title: 'Region' },
  ],
})

const rtoByRegion = ranking({
  id: 'rto_by_region',
  title: 'Returned to origin by region',
  question: 'Where is nobody at home?',
  metric: 'rto_rate',
  by: 'region',
  weight: 'shipments_dispatched',
  better: 'less',
})

const returnsByRegion = ranking({
  id: 'returns_by_region',
  title: 'Returns by region',
  question: 'From where do orders come back?',
  metric: 'return_rate',
  by: 'region',
  weight: 'orders',
  better: 'less',
})

const onTimeByCarrier = breakdown({
  id: 'on_time_by_carrier',
  title: 'On time by carrier',
  question: 'Did a carrier become late?',
  metric: 'on_time_delivery_rate',
  by: 'carrier',
  weight: 'shipments_delivered',
  form: 'lines',
  absent: null,
  width: 12,
})

const hoursByCarrier = breakdown({
  id: 'hours_by_carrier',
  title: 'Hours to delivery by carrier',
  question: 'Who is fast, and stays so?',
  metric: 'average_delivery_hours',
  by: 'carrier',
  weight: 'shipments_delivered',
  form: 'lines',
  absent: null,
})

const rtoByCarrier = breakdown({
  id: 'rto_by_carrier',
  title: 'Returned to origin by carrier',
  question: 'Whose parcels come back?',
  metric: 'rto_rate',
  by: 'carrier',
  weight: 'shipments_dispatched',
  form: 'lines',
  absent: null,
})

const firstAttempt = trend({
  id: 'first_attempt',
  title: 'Delivered at the first attempt',
  question: 'How often does a carrier have to come again?',
  metrics: ['first_attempt_delivery_rate'],
  better: 'more',
  absent: null,
})

const firstAttemptByCarrier = ranking({
  id: 'first_attempt_by_carrier',
  title: 'First attempt by carrier',
  question: 'Who finds the door?',
  metric: 'first_attempt_delivery_rate',
  by: 'carrier',
  weight: 'shipments_delivered',
  better: 'more',
})

const carriers = matrix({
  id: 'carriers',
  title: 'Carriers and warehouses',
  metrics: [
    ...(['shipments_dispatched', 'shipments_delivered', 'on_time_delivery_rate'] as const),
    ...['average_delivery_hours', 'first_attempt_delivery_rate', 'rto_rate'],
  ],
  by: [
    { dimension: 'carrier', title: 'Carrier' },
    { dimension: 'warehouse_id', title: 'Warehouse' },
  ],
})

const onTimeByWarehouse = ranking({
  id: 'on_time_by_warehouse',
  title: 'On time by warehouse',
  question: 'Does it begin at the ramp?',
  metric: 'on_time_delivery_rate',
  by: 'warehouse_id',
  weight: 'shipments_delivered',
  better: 'more',
})

const hoursByWarehouse = ranking({
  id: 'hours_by_warehouse',
  title: 'Hours to delivery by warehouse',
  question: 'From where is the way longest?',
  metric: 'average_delivery_hours',
  by: 'warehouse_id',
  weight: 'shipments_delivered',
  better: 'less',
})

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

export const Page = () => <PanelPage page={logistics} />
