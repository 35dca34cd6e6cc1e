import { ranking } from '../kinds/ranking.tsx'

export const clickedByMedium = ranking({
  id: 'clicked_by_medium',
  title: 'Clicked by medium',
  question: 'Of how many delivered was a link followed?',
  metric: 'notification_click_rate',
  by: 'medium',
  weight: 'notifications_delivered',
  better: 'more',
})
