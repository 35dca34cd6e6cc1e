import { context, defineMeasure } from './define.ts'
import { active } from './state.ts'

export default defineMeasure({
  id: 'mau',
  title: 'Monthly active users (MAU)',
  question: 'How many users were active in the last thirty days?',
  numerator: 'different people over what they themselves did in the 30 days that end with the bucket',
  states: { people: active('user_id', 30) },
  unit: 'count',
  dimensions: [...context, 'type', 'action'],
  compute: ({ people }) => people,
})
