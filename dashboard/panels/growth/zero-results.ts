import { trend } from '../kinds/trend.tsx'

export const zeroResults = trend({
  id: 'zero_results',
  title: 'Searches without a result',
  question: 'How often do people look for what is not there?',
  metrics: ['zero_result_rate'],
  better: 'less',
  absent: null,
})
