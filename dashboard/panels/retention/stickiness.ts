import { trend } from '../kinds/trend.tsx'

export const stickiness = trend({
  id: 'stickiness',
  title: 'Stickiness',
  question: 'On how many of its days is a month’s person there?',
  metrics: ['stickiness'],
  better: 'more',
  absent: null,
})
