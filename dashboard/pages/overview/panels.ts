import { ranking } from '../../panels/kinds/ranking.tsx'
import { trend } from '../../panels/kinds/trend.tsx'
import type { PanelGroup } from '../../panels/panel.ts'
import { severities } from '../devices/severities.ts'
import { successByGateway } from '../payments/success-by-gateway.ts'
import { successByMethod } from '../payments/success-by-method.ts'
import { conversion } from './conversion.ts'

const gmvByCategory = ranking({
  id: 'gmv_by_category',
  title: 'GMV by category',
  metric: 'gmv',
  by: 'category',
  better: 'more',
  width: 4,
})

const gmvByCountry = ranking({
  id: 'gmv_by_country',
  title: 'GMV by country',
  metric: 'gmv',
  by: 'country',
  better: 'more',
  width: 4,
})

const gmvByChannel = ranking({
  id: 'gmv_by_channel',
  title: 'GMV by channel',
  metric: 'gmv',
  by: 'channel',
  better: 'more',
  width: 4,
})

const ratesOverTime = trend({
  id: 'rates_over_time',
  title: 'Refund, return and RTO rates',
  question: 'Share of payments refunded, orders returned and parcels returned to sender',
  metrics: ['refund_rate', 'return_rate', 'rto_rate'],
  better: 'less',
  absent: null,
  width: 12,
})

const activeDevices = trend({
  id: 'active_devices_over_time',
  title: 'Active devices',
  question: 'Devices that sent telemetry, by device type',
  metrics: ['active_devices'],
  better: 'more',
  absent: 0,
})

const adherence = trend({
  id: 'adherence_over_time',
  title: 'Adherence over time',
  question: 'Are patches worn as prescribed?',
  metrics: ['device_adherence'],
  better: 'more',
  absent: null,
})

/** What stands below the figures of the overview. */
export const overviewPanels: readonly PanelGroup[] = [
  { title: 'Conversion and GMV', panels: [conversion, gmvByCategory, gmvByCountry, gmvByChannel] },
  { title: 'Payments and returns', panels: [successByGateway, successByMethod, ratesOverTime] },
  { title: 'Devices and adherence', panels: [activeDevices, adherence, { ...severities, width: 12 }] },
]
