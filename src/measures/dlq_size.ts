import { defineRecorded } from './records.ts'

export default defineRecorded({
  id: 'dlq_size',
  title: 'Dead letters',
  question: 'How many dead letters were open when the bucket ended?',
  numerator: 'dead letters that were not replayed by then',
  records: ['dead_letters'],
  unit: 'count',
  dimensions: ['type', 'reason', 'producer'],
  compute: ({ dead_letters }) => dead_letters,
})
