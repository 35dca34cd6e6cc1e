import type { Ask } from '../../api/ask.ts'
import type { Answered } from '../../api/generated/contract.ts'
import { asked } from '../../filters/asked.ts'
import type { View } from '../../filters/view.ts'

export type AnomaliesAnswer = Answered<'POST /analytics/anomalies'>
/** A reading that does not fit with what its own device read before. */
export type Anomaly = AnomaliesAnswer['samples'][number]

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
