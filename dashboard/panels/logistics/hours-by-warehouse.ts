import { ranking } from '../kinds/ranking.tsx'

export const hoursByWarehouse = ranking({
  id: 'hours_by_warehouse',
  title: 'Hours to delivery by warehouse',
  question: 'From where is the way longest?',
  metric: 'average_delivery_hours',
  by: 'warehouse_id',
  weight: 'shipments_delivered',
  better: 'less',
})
