import { ranking } from '../kinds/ranking.tsx'

export const turnoverByCategory = ranking({
  id: 'turnover_by_category',
  title: 'Turnover by category',
  question: 'How many times over is the stock sold in a year?',
  metric: 'inventory_turnover',
  by: 'category',
  weight: 'stock_on_hand',
  better: 'more',
})
