import { context, defineMeasure } from './define.ts'
import { active } from './state.ts'

export default defineMeasure({
  id: 'wau',
  title: 'Weekly active users (WAU)',
  question: 'How many users were active in the last seven days?',
  numerator: 'different people over what they themselves did in the 7 days that end with the bucket',
  states: { people: active('user_id', 7) },
  unit: 'count',
  dimensions: [...context, 'type', 'action'],
  compute: ({ people }) => people,
})
