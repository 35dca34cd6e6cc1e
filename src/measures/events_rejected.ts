import { defineRecorded } from './records.ts'

export default defineRecorded({
  id: 'events_rejected',
  title: 'Events rejected',
  question: 'How many events were rejected, over HTTP and Kafka?',
  numerator: 'events that were rejected, each try of one',
  records: ['rejected'],
  unit: 'count',
  dimensions: ['type', 'reason'],
  compute: ({ rejected }) => rejected,
})
