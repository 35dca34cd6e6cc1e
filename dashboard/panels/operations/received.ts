import { trend } from '../kinds/trend.tsx'

export const received = trend({
  id: 'received',
  title: 'Received and turned away',
  question: 'How many events came, and how many could not be taken?',
  metrics: ['events_received', 'events_rejected'],
  absent: 0,
})
