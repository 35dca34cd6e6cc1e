import type { Answer } from '../../api/ask.ts'

/** What lies of a product in a warehouse, lot by lot, as `POST /analytics/stock` tells it. */
export interface Position {
  readonly product_id: string
  readonly warehouse_id: string
  readonly lot: string | null
  readonly on_hand: number
  /** This and the two below are of the product in the warehouse, all lots together. */
  readonly reorder_point: number | null
  readonly units_sold_per_day: number
  readonly days_of_cover: number | null
}

export interface StockAnswer extends Answer {
  readonly positions: readonly Position[]
  readonly bands: readonly { readonly band: string | null; readonly on_hand: number }[]
  readonly totals: {
    readonly on_hand: number
    readonly positions: number
    readonly out_of_stock: number
    readonly below_reorder: number
  }
}
