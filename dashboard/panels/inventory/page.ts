import { rate, total } from '../figure.ts'
import type { PageDeclaration } from '../page.ts'
import { ages } from './ages.tsx'
import { belowReorder } from './below-reorder.tsx'
import { cover } from './cover.tsx'
import { flaggedLots } from './flagged-lots.tsx'
import { products } from './products.ts'
import { rejectedByLot } from './rejected-by-lot.ts'
import { rejectedOverTime } from './rejected-over-time.ts'
import { shrinkageByWarehouse } from './shrinkage-by-warehouse.ts'
import { stockMap } from './stock-map.tsx'
import { stockOverTime } from './stock-over-time.ts'
import { stockoutsByProduct } from './stockouts-by-product.ts'
import { stockoutsOverTime } from './stockouts-over-time.ts'
import { turnoverByCategory } from './turnover-by-category.ts'

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
    { title: 'On the shelves', panels: [stockMap, belowReorder, cover, stockOverTime, ages] },
    { title: 'Movement', panels: [stockoutsOverTime, stockoutsByProduct, products] },
    { title: 'What is tied up and what is lost', panels: [turnoverByCategory, shrinkageByWarehouse] },
    { title: 'Lots', panels: [rejectedByLot, rejectedOverTime, flaggedLots] },
  ],
}
