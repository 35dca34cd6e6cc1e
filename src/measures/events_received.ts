import { defineRecorded } from './records.ts'

export default defineRecorded({
  id: 'events_received',
  title: 'Events received',
  question: 'How many new events did the service take, by when they came?',
  numerator: 'events that were accepted; one that came before is no event more',
  records: ['accepted'],
  unit: 'count',
  dimensions: ['type'],
  compute: ({ accepted }) => accepted,
})
