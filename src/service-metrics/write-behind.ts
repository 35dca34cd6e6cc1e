const everyMs = 1_000

/** Writes what was gathered in memory, again and again. */
export interface WriteBehind {
  /** Resolves when everything that was gathered before is written. @throws what this write failed with */
  flush(): Promise<void>
  /** Writes for the last time. */
  close(): Promise<void>
}

/**
 * Writes every second, one write after the other.
 * @param write takes what was gathered; where it fails it keeps that for the next write
 * @param onFailure called with the error of a write by the clock, which has no caller
 */
export function openWriteBehind(write: () => Promise<void>, onFailure: (error: unknown) => void): WriteBehind {
  let writing: Promise<void> = Promise.resolve()
  const flush = () => {
    // The error of an earlier write has been thrown to the caller of that write.
    writing = writing.catch(() => {}).then(write)
    return writing
  }
  const timer = setInterval(() => {
    flush().catch(onFailure)
  }, everyMs).unref()
  return {
    flush,
    async close() {
      clearInterval(timer)
      await flush()
    },
  }
}
