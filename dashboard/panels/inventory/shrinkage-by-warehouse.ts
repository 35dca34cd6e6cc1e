import { ranking } from '../kinds/ranking.tsx'

export const shrinkageByWarehouse = ranking({
  id: 'shrinkage_by_warehouse',
  title: 'Shrinkage by warehouse',
  question: 'Where do units get lost?',
  metric: 'shrinkage_rate',
  by: 'warehouse_id',
  weight: 'stock_on_hand',
  better: 'less',
})
