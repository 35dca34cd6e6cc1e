import { breakdown } from '../kinds/breakdown.tsx'

export const stockOverTime = breakdown({
  id: 'stock_over_time',
  title: 'Stock over time by warehouse',
  question: 'Which warehouse fills, which empties?',
  metric: 'stock_on_hand',
  by: 'warehouse_id',
  form: 'stack',
  absent: null,
})
