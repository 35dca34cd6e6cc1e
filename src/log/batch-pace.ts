/** How large the batches of a consumer are, and how long it gathers between them. */
export interface BatchPace {
  /** The most events of the next batch. */
  readonly batchEvents: number
  /** How long to gather after a batch that was not full; it bounds how fresh the consumer is. Milliseconds. */
  readonly lingerMs: number
  /** To be called when a batch was handled. */
  note(batch: { readonly isFull: boolean; readonly ms: number }): void
}

/** Always the same. */
export const steadyPace = (batchEvents: number, lingerMs: number): BatchPace => ({ batchEvents, lingerMs, note() {} })

/** An engine that writes a batch answers no other statement meanwhile. */
const mostHandlingMs = 400
/** Of its time a consumer that only trickles may spend so much on handling. */
const share = 1 / 4
const mostLingerMs = 800
const leastLingerMs = 200

/**
 * For a store whose inserts have a fixed price, whatever they hold: a backlog is taken in batches as large as are handled
 * within 400 ms, and a trickle is gathered for four times as long as its last batch took.
 */
export function openBatchPace({ least, most }: { least: number; most: number }): BatchPace {
  let batchEvents = least
  let lingerMs = leastLingerMs
  return {
    get batchEvents() {
      return batchEvents
    },
    get lingerMs() {
      return lingerMs
    },
    note({ isFull, ms }) {
      if (ms > mostHandlingMs) batchEvents = Math.max(least, Math.floor(batchEvents / 2))
      else if (isFull && ms < mostHandlingMs / 2) batchEvents = Math.min(most, batchEvents * 2)
      lingerMs = Math.min(Math.max(ms / share, leastLingerMs), mostLingerMs)
    },
  }
}
