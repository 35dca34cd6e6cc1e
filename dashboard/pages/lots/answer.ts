import type { Answer } from '../../api/ask.ts'

export type LotStatus = 'produced' | 'released' | 'quarantined' | 'recalled' | 'unknown'

/** One lot in numbers, as `GET /analytics/lots` tells it. */
export interface LotRow {
  readonly lot: string
  readonly product_id: string | null
  readonly status: LotStatus
  readonly status_at: string | null
  readonly produced: number | null
  readonly rejected: number | null
  readonly on_hand: number | null
  readonly shipped: number
  readonly delivered: number
  readonly returned: number
  readonly active_devices: number
  readonly users: number
  readonly readings: number
  readonly adherence: number | null
  readonly adverse_events: number
  /** Adverse events per active device, with its exact 95 % Poisson interval. */
  readonly rate: number | null
  readonly rate_low: number | null
  readonly rate_high: number | null
  /** Proportional reporting ratio against the sibling lots, with its 95 % interval. */
  readonly prr: number | null
  readonly prr_low: number | null
  readonly prr_high: number | null
  /** The kind of report that it is of. */
  readonly prr_of: string | null
  readonly signal: boolean
}

/** Control limits of the rate for one number of active devices. */
export interface ControlLimits {
  readonly active_devices: number
  readonly low95: number
  readonly high95: number
  readonly low998: number
  readonly high998: number
}

export interface LotsAnswer extends Answer {
  readonly lots: readonly LotRow[]
  readonly overall: {
    readonly active_devices: number
    readonly adverse_events: number
    readonly rate: number | null
  }
  readonly limits: readonly ControlLimits[]
}
