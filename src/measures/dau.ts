import { context, defineMeasure } from './define.ts'
import { active } from './state.ts'

export default defineMeasure({
  id: 'dau',
  title: 'Daily active users (DAU)',
  question: 'How many users were active on the last day?',
  numerator: 'different people over what they themselves did on the day that ends with the bucket',
  states: { people: active('user_id', 1) },
  unit: 'count',
  dimensions: [...context, 'type', 'action'],
  compute: ({ people }) => people,
})
