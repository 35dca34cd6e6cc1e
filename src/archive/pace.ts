import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Runs an act, and then rests for half as long as it took: for a third of the time the archive holds up no other work.
 */
export type Pace = <T>(act: () => Promise<T>) => Promise<T>

const mostRestMs = 1_000

export const openPace =
  (signal: AbortSignal): Pace =>
  async (act) => {
    signal.throwIfAborted()
    const began = performance.now()
    const result = await act()
    await sleep(Math.min((performance.now() - began) / 2, mostRestMs), undefined, { signal })
    return result
  }

/** For a caller that waits for the answer. */
export const noPace: Pace = (act) => act()
