import { divide } from './define.ts'
import { defineRecorded } from './records.ts'

export default defineRecorded({
  id: 'ingestion_error_rate',
  title: 'Ingestion error rate',
  question: 'What share of the events sent was rejected?',
  numerator: 'events rejected',
  denominator: 'events received and events rejected',
  uses: ['events_received', 'events_rejected'],
  unit: 'ratio',
  dimensions: ['type'],
  compute: ({ events_received, events_rejected }) => divide(events_rejected, events_received + events_rejected),
})
