import { context, defineMeasure, distribution, payment } from './define.ts'

/** Each payment ends in one of these; the events before tell the same score again. */
const decided = { type: 'payment', action: ['captured', 'failed', 'voided'] }

export default defineMeasure({
  id: 'risk_score_distribution',
  title: 'Risk score distribution',
  question: 'How are the risk scores of payments distributed?',
  numerator: 'payments captured, failed and voided by ten bins of their risk score, 0 to 1',
  sums: { scores: distribution('risk_score', decided) },
  unit: 'distribution',
  dimensions: [...context, ...payment, 'currency', 'decline_code'],
  compute: ({ scores }) => scores,
})
