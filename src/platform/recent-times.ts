import type { Now } from './clock.ts'

/** Quantiles of what was noted lately, in milliseconds. */
export interface RecentQuantiles {
  readonly count: number
  readonly p50_ms: number
  readonly p95_ms: number
  readonly p99_ms: number
}

/** Durations of the last minutes. */
export interface RecentTimes {
  note(durationMs: number): void
  /** Undefined where nothing was noted. */
  quantiles(): RecentQuantiles | undefined
}

/**
 * Keeps durations for a while, and not more than so many: the newest stand for a busy while.
 * @param whileMs for how long one counts
 */
export function openRecentTimes(now: Now, whileMs: number, most: number): RecentTimes {
  const noted: { at: number; durationMs: number }[] = []
  let next = 0
  return {
    note(durationMs) {
      noted[next] = { at: now(), durationMs }
      next = (next + 1) % most
    },
    quantiles() {
      const since = now() - whileMs
      const sorted = noted
        .filter(({ at }) => at > since)
        .map(({ durationMs }) => durationMs)
        .sort((a, b) => a - b)
      if (sorted.length === 0) return undefined
      // The smallest duration that so large a share of them does not exceed.
      const quantile = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] as number
      return { count: sorted.length, p50_ms: quantile(0.5), p95_ms: quantile(0.95), p99_ms: quantile(0.99) }
    },
  }
}
