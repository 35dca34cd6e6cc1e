import { trend } from '../kinds/trend.tsx'

export const adherence = trend({
  id: 'adherence_over_time',
  title: 'Adherence and doses',
  question: 'Do people wear it, and does it deliver?',
  metrics: ['device_adherence', 'dose_success_rate'],
  absent: null,
})
