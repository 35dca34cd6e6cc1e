import { matrix } from '../kinds/matrix.ts'

export const carriers = matrix({
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
