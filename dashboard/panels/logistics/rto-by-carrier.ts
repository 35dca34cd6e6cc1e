import { breakdown } from '../kinds/breakdown.tsx'

export const rtoByCarrier = breakdown({
  id: 'rto_by_carrier',
  title: 'Returned to origin by carrier',
  question: 'Whose parcels come back?',
  metric: 'rto_rate',
  by: 'carrier',
  weight: 'shipments_dispatched',
  form: 'lines',
  absent: null,
})
