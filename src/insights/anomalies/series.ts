import { setImmediate } from 'node:timers/promises'
import { modifiedZScores, spreadOf } from '../../statistics/modified-z-scores.ts'

/** Readings of one device in one unit, in order of time (microseconds since 1970). */
export interface Series {
  readonly device_id: string
  readonly unit: string
  readonly times: readonly number[]
  readonly values: readonly number[]
}

/** A reading beyond the threshold. */
export interface Anomaly {
  readonly device_id: string
  readonly unit: string
  readonly time: number
  readonly value: number
  readonly score: number
  readonly median: number
  readonly mad: number
}

export interface Looked {
  readonly scored: number
  readonly anomalies: readonly Anomaly[]
  /** Of all values. */
  readonly median: number
  readonly mad: number
}

/** Fewer readings than these are no history. */
export const leastHistory = 24

/** As many are scored before others get their turn: some 20 ms. */
const atOnce = 10_000

/** Scores each reading against those before it, in pieces, so that a long series does not block other requests. */
export async function lookAt(series: Series, window: number, threshold: number): Promise<Looked> {
  const { device_id, unit, times, values } = series
  const anomalies: Anomaly[] = []
  let scored = 0
  for (let start = 0; start < values.length; start += atOnce) {
    const before = Math.max(0, start - window)
    const piece = modifiedZScores(values.slice(before, start + atOnce), window, leastHistory).slice(start - before)
    for (const [index, { score, median, mad }] of piece.entries()) {
      if (score === null || median === null || mad === null) continue
      scored += 1
      if (Math.abs(score) <= threshold) continue
      const time = times[start + index] as number
      anomalies.push({ device_id, unit, time, value: values[start + index] as number, score, median, mad })
    }
    await setImmediate()
  }
  return { scored, anomalies, ...spreadOf(values.toSorted((a, b) => a - b)) }
}
