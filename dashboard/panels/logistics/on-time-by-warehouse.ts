import { ranking } from '../kinds/ranking.tsx'

export const onTimeByWarehouse = ranking({
  id: 'on_time_by_warehouse',
  title: 'On time by warehouse',
  question: 'Does it begin at the ramp?',
  metric: 'on_time_delivery_rate',
  by: 'warehouse_id',
  weight: 'shipments_delivered',
  better: 'more',
})
