import { rate, total } from '../../figures/figure.ts'
import type { PageDeclaration } from '../../page-frame/page.ts'
import { PanelPage } from '../../page-frame/panel-page.tsx'
import { breakdown } from '../../panels/kinds/breakdown.tsx'
import { matrix } from '../../panels/kinds/matrix.ts'
import { ranking } from '../../panels/kinds/ranking.tsx'
import { trend } from '../../panels/kinds/trend.tsx'
import { ages } from './ages.tsx'
import { belowReorder } from './below-reorder.tsx'
import { cover } from './cover.tsx'
import { flaggedLots } from './flagged-lots.tsx'
import { reorderPlan } from './reorder-plan.tsx'
import { stockMap } from './stock-map.tsx'

const stockOverTime = breakdown({
  id: 'stock_over_time',
  title: 'Stock over time by warehouse',
  question: 'Units on hand at the end of each day, week or month',
  metric: 'stock_on_hand',
  by: 'warehouse_id',
  form: 'stack',
  absent: null,
})

const stockoutsOverTime = trend({
  id: 'stockouts_over_time',
  title: 'Stockouts over time',
  question: 'Times that a product ran out in a warehouse',
  metrics: ['stockouts'],
  better: 'less',
  absent: 0,
})

const stockoutsByProduct = ranking({
  id: 'stockouts_by_product',
  title: 'Stockouts by product',
  question: 'Products that run out most often',
  metric: 'stockouts',
  by: 'product_id',
  better: 'less',
})

const products = matrix({
  id: 'products',
  title: 'Products',
  question: 'Sales, stock, cover and shrinkage by product',
  metrics: [
    ...(['items_sold', 'stock_on_hand', 'units_sold_per_day', 'days_of_cover'] as const),
    ...['inventory_turnover', 'inventory_age_days', 'shrinkage_rate'],
  ],
  by: [{ dimension: 'product_id', title: 'Product' }],
})

const turnoverByCategory = ranking({
  id: 'turnover_by_category',
  title: 'Turnover by category',
  question: 'Annual turns of the stock',
  metric: 'inventory_turnover',
  by: 'category',
  weight: 'stock_on_hand',
  better: 'more',
})

const shrinkageByWarehouse = ranking({
  id: 'shrinkage_by_warehouse',
  title: 'Shrinkage by warehouse',
  question: 'Share of units lost, damaged or stolen',
  metric: 'shrinkage_rate',
  by: 'warehouse_id',
  weight: 'stock_on_hand',
  better: 'less',
})

const rejectedByLot = ranking({
  id: 'rejected_by_lot',
  title: 'Rejection rate by lot',
  question: 'Share of produced units that failed inspection',
  metric: 'batch_rejection_rate',
  by: 'lot',
  weight: 'units_rejected',
  better: 'less',
})

const rejectedOverTime = trend({
  id: 'rejected_over_time',
  title: 'Rejection rate over time',
  question: 'Share of produced units that failed inspection',
  metrics: ['batch_rejection_rate'],
  better: 'less',
  absent: null,
})

export const inventory: PageDeclaration = {
  title: 'Inventory',
  figures: [
    {
      title: 'Stock',
      figures: [
        rate('stock_on_hand', 'neither'),
        rate('days_of_cover', 'neither'),
        total('stockouts', 'less'),
        rate('products_below_reorder', 'less'),
        rate('inventory_turnover', 'more'),
        rate('inventory_age_days', 'less'),
        rate('shrinkage_rate', 'less'),
        rate('batch_rejection_rate', 'less'),
      ],
    },
  ],
  panels: [
    { title: 'Stock status', panels: [stockMap, belowReorder, cover, stockOverTime, ages] },
    { title: 'Reorder', panels: [reorderPlan] },
    { title: 'Movement', panels: [stockoutsOverTime, stockoutsByProduct, products] },
    { title: 'Turnover and shrinkage', panels: [turnoverByCategory, shrinkageByWarehouse] },
    { title: 'Lots', panels: [rejectedByLot, rejectedOverTime, flaggedLots] },
  ],
}

export const Page = () => <PanelPage page={inventory} />
