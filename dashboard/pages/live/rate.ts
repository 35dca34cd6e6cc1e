const secondsKept = 60

/** Counts by second over the last minute; older seconds are overwritten, so its size never grows. */
export interface Rate {
  readonly record: (nowMs: number) => void
  /** Events in each of the last 60 whole seconds, the newest last; the running second is left out. */
  readonly seconds: (nowMs: number) => number[]
}

export function createRate(): Rate {
  const counts = new Array<number>(secondsKept + 1).fill(0)
  const stamps = new Array<number>(secondsKept + 1).fill(-1)
  const slot = (second: number) => second % (secondsKept + 1)
  return {
    record(nowMs) {
      const second = Math.floor(nowMs / 1000)
      const at = slot(second)
      counts[at] = stamps[at] === second ? (counts[at] ?? 0) + 1 : 1
      stamps[at] = second
    },
    seconds(nowMs) {
      const running = Math.floor(nowMs / 1000)
      return Array.from({ length: secondsKept }, (_, index) => {
        const second = running - secondsKept + index
        return stamps[slot(second)] === second ? (counts[slot(second)] ?? 0) : 0
      })
    },
  }
}

/** The mean over the last ten whole seconds. */
export const perSecond = (seconds: readonly number[]): number =>
  seconds.slice(-10).reduce((sum, count) => sum + count, 0) / 10
