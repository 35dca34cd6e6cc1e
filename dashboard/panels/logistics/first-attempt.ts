import { trend } from '../kinds/trend.tsx'

export const firstAttempt = trend({
  id: 'first_attempt',
  title: 'Delivered at the first attempt',
  question: 'How often does a carrier have to come again?',
  metrics: ['first_attempt_delivery_rate'],
  better: 'more',
  absent: null,
})
