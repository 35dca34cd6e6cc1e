import { ranking } from '../kinds/ranking.tsx'

export const onTimeByCountry = ranking({
  id: 'on_time_by_country',
  title: 'On time by country',
  question: 'The map as a list.',
  metric: 'on_time_delivery_rate',
  by: 'country',
  weight: 'shipments_delivered',
  better: 'more',
  most: 9,
  width: 4,
})
