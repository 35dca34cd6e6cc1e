import { context, defineMeasure, divide } from './define.ts'
import { unfollowed } from './state.ts'

export default defineMeasure({
  id: 'cart_abandonment_rate',
  title: 'Cart abandonment rate',
  question: 'What share of carts was abandoned?',
  numerator: 'different carts created that were not converted by the end of the range',
  denominator: 'different carts created',
  states: {
    left: unfollowed('cart_id', { type: 'cart', action: 'created' }, { type: 'cart', action: 'converted' }),
  },
  uses: ['carts_created'],
  unit: 'ratio',
  isShare: true,
  dimensions: context,
  compute: ({ left, carts_created }) => divide(left, carts_created),
  observations: ({ carts_created }) => carts_created,
})
