import { breakdown } from '../kinds/breakdown.tsx'

export const hoursByCarrier = breakdown({
  id: 'hours_by_carrier',
  title: 'Hours to delivery by carrier',
  question: 'Who is fast, and stays so?',
  metric: 'average_delivery_hours',
  by: 'carrier',
  weight: 'shipments_delivered',
  form: 'lines',
  absent: null,
})
