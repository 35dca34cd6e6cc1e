import { matrix } from '../kinds/matrix.ts'

export const regions = matrix({
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
