import type { Answered } from '../../api/generated/contract.ts'

export type StockAnswer = Answered<'POST /analytics/stock'>
/** What lies of a product in a warehouse, lot by lot. */
export type Position = StockAnswer['positions'][number]
