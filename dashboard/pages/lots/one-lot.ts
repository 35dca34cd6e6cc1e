import type { Answered } from '../../api/generated/contract.ts'

/** Everything about one lot. */
export type OneLot = Answered<'GET /analytics/lots/{lot}'>
export type LotHistoryEntry = OneLot['history'][number]
export type LotReport = OneLot['reports'][number]
