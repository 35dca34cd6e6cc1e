import { defineRecorded } from './records.ts'

export default defineRecorded({
  id: 'consumer_lag',
  title: 'Consumer lag',
  question: 'How many events of all tenants had not reached the warehouse when the bucket ended?',
  numerator:
    'acknowledged events that the warehouse did not hold, whatever carries them, as last seen in the bucket (every 10 seconds, kept 90 days)',
  records: ['lag'],
  unit: 'count',
  dimensions: [],
  compute: ({ lag }) => lag,
})
