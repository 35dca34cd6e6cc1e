import { trend } from '../kinds/trend.tsx'

export const activeUsers = trend({
  id: 'active_users',
  title: 'Active people',
  question: 'How many in 1, 7 and 30 days that end in each bucket?',
  metrics: ['dau', 'wau', 'mau'],
  absent: null,
})
