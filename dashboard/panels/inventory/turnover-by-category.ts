import { ranking } from '../kinds/ranking.tsx'

export const turnoverByCategory = ranking({
  id: 'turnover_by_category',
  title: 'Turnover by category',
  question: 'How often was the stock sold over in this range?',
  metric: 'inventory_turnover',
  by: 'category',
  weight: 'stock_on_hand',
  better: 'more',
})
