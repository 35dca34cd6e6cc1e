import { setTimeout as sleep } from 'node:timers/promises'

/** Runs an act, and then rests for as long as it took, so that nobody waits for the archive half of the time. */
export type Pace = <T>(act: () => Promise<T>) => Promise<T>

const mostRestMs = 1_000

export const openPace =
  (signal: AbortSignal): Pace =>
  async (act) => {
    signal.throwIfAborted()
    const began = performance.now()
    const result = await act()
    await sleep(Math.min(performance.now() - began, mostRestMs), undefined, { signal })
    return result
  }

/** For whoever waits for the answer. */
export const noPace: Pace = (act) => act()
