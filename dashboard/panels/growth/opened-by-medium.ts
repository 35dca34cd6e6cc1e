import { breakdown } from '../kinds/breakdown.tsx'

export const openedByMedium = breakdown({
  id: 'opened_by_medium',
  title: 'Opened by medium',
  question: 'Does a medium wear out?',
  metric: 'notification_open_rate',
  by: 'medium',
  weight: 'notifications_delivered',
  form: 'lines',
  absent: null,
})
