import type { Answer, Ask } from '../../api/ask.ts'
import { asked } from '../../filters/asked.ts'
import type { View } from '../../filters/view.ts'

/** A reading that does not fit with what its own device read before. */
export interface Anomaly {
  readonly event_id: string
  readonly device_id: string
  readonly occurred_at: string
  readonly value: number
  readonly unit: string
  /** Modified z-score: how many robust deviations it is away. */
  readonly score: number
  /** Of the readings of the device before it. */
  readonly median: number
  readonly mad: number
}

export interface AnomaliesAnswer extends Answer {
  readonly readings: number
  /** Readings with history enough to be held against. */
  readonly scored: number
  readonly anomalies: number
  readonly devices: readonly {
    readonly device_id: string
    readonly unit: string
    readonly readings: number
    readonly anomalies: number
    readonly share: number | null
    readonly median: number
    readonly mad: number
    readonly last_at: string
  }[]
  readonly samples: readonly Anomaly[]
}

/** Beyond this many robust deviations a reading is strange (Iglewicz and Hoaglin 1993). */
export const threshold = 3.5

export const askAnomalies = (view: View): Ask => ({
  method: 'POST',
  path: '/analytics/anomalies',
  body: { ...asked(view), metric: 'glucose', threshold, limit: 200 },
})

export const anomalyFormula =
  `0.6745 × (value − median) / MAD beyond ±${threshold}, where median and median absolute deviation (MAD) are of the readings of ` +
  'the same device before it, a day of them at most.'
