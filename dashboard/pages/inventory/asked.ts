import type { Ask } from '../../api/ask.ts'
import type { FilterDimension } from '../../api/dimension-names.ts'
import { asked } from '../../filters/asked.ts'
import type { View } from '../../filters/view.ts'
import type { StockAnswer } from './answer.ts'

/** What stock can be cut by: events of inventory say no more. */
export const stockCutBy: readonly FilterDimension[] = ['product_id', 'category', 'brand', 'warehouse_id', 'lot']

/** More shelves than a page can show; a note says so where there are more. */
const limit = 5_000

/** The stock at the end of the range, or now while it is open, and the pace of the range: as the figures above have them. All panels ask the same, and so share one answer. */
export function askStock(view: View): Ask {
  const { from, to, timezone, filters } = asked(view)
  return { method: 'POST', path: '/analytics/stock', body: { from, at: to, timezone, filters, limit } }
}

/** Why a panel about stock shows nothing where no count was recorded of what was asked for. */
export const notCounted = 'No stock count recorded.'

/** What must be said where the answer does not hold all shelves. */
export const partNote = ({ positions, totals }: StockAnswer): { note?: string } =>
  totals.positions > positions.length ? { note: `${positions.length} of ${totals.positions} positions.` } : {}
