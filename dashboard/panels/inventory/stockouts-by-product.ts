import { ranking } from '../kinds/ranking.tsx'

export const stockoutsByProduct = ranking({
  id: 'stockouts_by_product',
  title: 'Stockouts by product',
  question: 'What runs out again and again?',
  metric: 'stockouts',
  by: 'product_id',
  better: 'less',
})
