import { setTimeout as sleep } from 'node:timers/promises'

/** Full-jitter exponential back-off in milliseconds: anything from 0 to base × 2^attempt, at most `capMs`. */
export const backOffMs = (attempt: number, baseMs = 50, capMs = 5_000, random = Math.random) =>
  random() * Math.min(capMs, baseMs * 2 ** attempt)

/**
 * Calls `act` until it succeeds, `signal` aborts, or it fails in a way that repeating will not mend.
 * @param transient decides by the error whether it is worth repeating.
 */
export async function retry<T>(
  act: () => Promise<T>,
  options: {
    transient: (error: unknown) => boolean
    signal: AbortSignal
    onRetry: (error: unknown, attempt: number) => void
  },
): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await act()
    } catch (error) {
      if (options.signal.aborted || !options.transient(error)) throw error
      options.onRetry(error, attempt)
      await sleep(backOffMs(attempt), undefined, { signal: options.signal })
    }
  }
}
