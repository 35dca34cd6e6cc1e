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
 * @param onFailure told where nobody has asked for the write
 */
export function openWriteBehind(write: () => Promise<void>, onFailure: (error: unknown) => void): WriteBehind {
  let writing: Promise<void> = Promise.resolve()
  const flush = () => {
    // One that failed has told whoever asked for it.
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
