import type { Answer } from '../../api/ask.ts'
import type { LotRow } from './answer.ts'

export interface LotHistoryEntry {
  readonly action: string
  readonly at: string
  readonly reason: string | null
  readonly units_produced: number | null
  readonly units_rejected: number | null
}

export interface LotReport {
  readonly event_id: string
  readonly report_id: string
  readonly occurred_at: string
  readonly severity: string
  readonly term: string | null
  readonly device_id: string | null
  readonly order_id: string | null
}

/** Everything about one lot, as `GET /analytics/lots/{lot}` tells it. */
export interface OneLot extends Answer, LotRow {
  readonly history: readonly LotHistoryEntry[]
  readonly balance: {
    readonly made: number | null
    readonly received: number | null
    readonly adjusted: number | null
    readonly sold: number | null
    readonly shrunk: number | null
    readonly on_hand: number | null
    readonly returned: number
    readonly unaccounted: number | null
    readonly received_beyond_made: number | null
  }
  readonly on_hand_by_warehouse: readonly {
    readonly warehouse_id: string
    readonly product_id: string
    readonly on_hand: number
    readonly at: string | null
  }[]
  readonly shipments: Readonly<Record<'created' | 'dispatched' | 'delivered' | 'returned_to_origin' | 'lost', number>>
  readonly orders: number
  readonly severities: readonly { readonly severity: string; readonly reports: number }[]
  /** The newest 200. */
  readonly reports: readonly LotReport[]
  readonly devices_reached: number
  readonly out_of_range: number
  /** This lot's rate over that of its siblings, with its exact 95 % interval. */
  readonly rate_ratio: number | null
  readonly rate_ratio_low: number | null
  readonly rate_ratio_high: number | null
  readonly siblings: { readonly lots: number; readonly active_devices: number; readonly adverse_events: number }
  readonly by_day: readonly {
    readonly day: string
    readonly active_devices: number
    readonly adverse_events: number
    readonly readings: number
  }[]
}
