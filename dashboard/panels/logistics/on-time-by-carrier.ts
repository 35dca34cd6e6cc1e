import { breakdown } from '../kinds/breakdown.tsx'

export const onTimeByCarrier = breakdown({
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
