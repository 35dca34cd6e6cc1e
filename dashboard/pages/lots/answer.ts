import type { Answered } from '../../api/generated/contract.ts'

export type LotsAnswer = Answered<'GET /analytics/lots'>
/** One lot in numbers. */
export type LotRow = LotsAnswer['lots'][number]
export type LotStatus = LotRow['status']
/** Control limits of the rate for one number of active devices. */
export type ControlLimits = LotsAnswer['limits'][number]
