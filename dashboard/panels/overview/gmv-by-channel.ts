import { ranking } from '../kinds/ranking.tsx'

export const gmvByChannel = ranking({
  id: 'gmv_by_channel',
  title: 'GMV by channel',
  metric: 'gmv',
  by: 'channel',
  better: 'more',
  width: 4,
})
