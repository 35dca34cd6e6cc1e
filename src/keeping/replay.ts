import { newestMoment } from '../ledger/hourly-slices.ts'
import type { Database } from '../postgres/pool.ts'
import type { Reconcile } from './reconcile.ts'

export interface ReplayRequest {
  readonly tenantId: string
  readonly type?: string | undefined
  /** RFC 3339; widened to whole hours. */
  readonly from?: string | undefined
  readonly to?: string | undefined
}

/** What was done for one month. */
export interface ReplayedMonth {
  /** Its first day. */
  readonly month: string
  /** Events that the ledger holds, which the warehouse now holds too. */
  readonly events: number
  /** Slices of a type and hour, and how many of them and of hours of rollups had to be written. */
  readonly compared: number
  readonly written: number
}

export type Replay = (request: ReplayRequest) => Promise<ReplayedMonth | undefined>

/**
 * Brings the newest month of a range, in which the ledger has events, from the ledger into the warehouse; what is there
 * already is left alone. Called again with `to` at that month's first day it continues with the month before, so that
 * it can be stopped and resumed anywhere.
 */
export function openReplay(db: Database, reconcile: Reconcile): Replay {
  return async (request) => {
    const newest = await newestMoment(db, request)
    if (newest === undefined) return undefined
    const [year = 0, month = 0] = newest.split('-').map(Number)
    const first = new Date(Date.UTC(year, month - 1, 1)).toISOString()
    const next = new Date(Date.UTC(year, month, 1)).toISOString()
    const { from = first, to = next } = request
    const { events, compared, repaired } = await reconcile({
      ...request,
      from: Date.parse(from) > Date.parse(first) ? from : first,
      to: Date.parse(to) < Date.parse(next) ? to : next,
      repair: true,
    })
    return { month: first.slice(0, 10), events, compared, written: repaired }
  }
}
