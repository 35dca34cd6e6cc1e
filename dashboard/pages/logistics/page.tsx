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
  question: 'On-time delivery rate by country',
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
  question: 'Deliveries, on-time rate and returns by region',
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
  title: 'RTO rate by region',
  question: 'Share of parcels returned to sender',
  metric: 'rto_rate',
  by: 'region',
  weight: 'shipments_dispatched',
  better: 'less',
})

const returnsByRegion = ranking({
  id: 'returns_by_region',
  title: 'Returns by region',
  question: 'Share of orders returned',
  metric: 'return_rate',
  by: 'region',
  weight: 'orders',
  better: 'less',
})

const onTimeByCarrier = breakdown({
  id: 'on_time_by_carrier',
  title: 'On time by carrier',
  question: 'On-time delivery rate of each carrier',
  metric: 'on_time_delivery_rate',
  by: 'carrier',
  weight: 'shipments_delivered',
  form: 'lines',
  absent: null,
  width: 12,
})

const hoursByCarrier = breakdown({
  id: 'hours_by_carrier',
  title: 'Delivery time by carrier',
  question: 'Mean hours from dispatch to delivery',
  metric: 'average_delivery_hours',
  by: 'carrier',
  weight: 'shipments_delivered',
  form: 'lines',
  absent: null,
})

const rtoByCarrier = breakdown({
  id: 'rto_by_carrier',
  title: 'RTO rate by carrier',
  question: 'Share of parcels returned to sender',
  metric: 'rto_rate',
  by: 'carrier',
  weight: 'shipments_dispatched',
  form: 'lines',
  absent: null,
})

const firstAttempt = trend({
  id: 'first_attempt',
  title: 'First-attempt delivery rate',
  question: 'Share of parcels delivered at the first attempt',
  metrics: ['first_attempt_delivery_rate'],
  better: 'more',
  absent: null,
})

const firstAttemptByCarrier = ranking({
  id: 'first_attempt_by_carrier',
  title: 'First-attempt delivery rate by carrier',
  question: 'Share of parcels delivered at the first attempt',
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
  question: 'On-time rate by origin warehouse',
  metric: 'on_time_delivery_rate',
  by: 'warehouse_id',
  weight: 'shipments_delivered',
  better: 'more',
})

const hoursByWarehouse = ranking({
  id: 'hours_by_warehouse',
  title: 'Delivery time by warehouse',
  question: 'Mean hours from dispatch to delivery by origin warehouse',
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
    { title: 'By destination', panels: [deliveryMap, onTimeByCountry, regions, rtoByRegion, returnsByRegion] },
    {
      title: 'Carriers',
      panels: [onTimeByCarrier, hoursByCarrier, rtoByCarrier, firstAttempt, firstAttemptByCarrier, carriers],
    },
    { title: 'Warehouses', panels: [onTimeByWarehouse, hoursByWarehouse] },
  ],
}

export const Page = () => <PanelPage page={logistics} />
