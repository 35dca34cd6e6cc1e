import { ranking } from '../kinds/ranking.tsx'

export const gmvByCategory = ranking({
  id: 'gmv_by_category',
  title: 'GMV by category',
  metric: 'gmv',
  by: 'category',
  better: 'more',
  width: 4,
})
