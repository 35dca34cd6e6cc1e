import { ranking } from '../kinds/ranking.tsx'

export const gmvByCountry = ranking({
  id: 'gmv_by_country',
  title: 'GMV by country',
  metric: 'gmv',
  by: 'country',
  better: 'more',
  width: 4,
})
