import { trend } from '../kinds/trend.tsx'

export const adherence = trend({
  id: 'adherence_over_time',
  title: 'Adherence over time',
  question: 'Are patches worn as prescribed?',
  metrics: ['device_adherence'],
  better: 'more',
  absent: null,
})
