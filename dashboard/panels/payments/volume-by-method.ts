import { breakdown } from '../kinds/breakdown.tsx'

export const volumeByMethod = breakdown({
  id: 'volume_by_method',
  title: 'Volume by method',
  question: 'How do people pay?',
  metric: 'payment_volume',
  by: 'method',
  form: 'stack',
  absent: 0,
})
