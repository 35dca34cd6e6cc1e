import { matrix } from '../kinds/matrix.ts'

export const products = matrix({
  id: 'products',
  title: 'Products',
  question: 'What sells, what lies, and what gets lost?',
  metrics: [
    ...(['items_sold', 'stock_on_hand', 'units_sold_per_day', 'days_of_cover'] as const),
    ...['inventory_turnover', 'inventory_age_days', 'shrinkage_rate'],
  ],
  by: [{ dimension: 'product_id', title: 'Product' }],
})
