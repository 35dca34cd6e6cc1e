import { context, defineMeasure, distinct } from './define.ts'

export default defineMeasure({
  id: 'checkouts_started',
  title: 'Checkouts started',
  question: 'How many buyers went from the cart to the checkout?',
  numerator: 'different checkouts started',
  sums: { started: distinct('checkout_id', { type: 'checkout', action: 'started' }) },
  unit: 'count',
  dimensions: [...context, 'currency'],
  compute: ({ started }) => started,
})
