import { createHash } from 'node:crypto'
import type { Appended, NewEvent } from '../ledger/append.ts'
import type { Cache } from '../platform/cache.ts'

/**
 * Knows batches again that a client sends once more, which is what clients do when an answer was lost. To look them up
 * costs the ledger a third of what it costs to try and add them. What is known is a hint and never an answer: only what
 * the ledger holds is a repeat, and whatever it does not hold goes the usual way.
 */
export interface ResentBatches {
  /** What the ledger holds of a batch that looks like a repeat: undefined for each event that goes the usual way. */
  find(events: readonly NewEvent[]): Promise<readonly (Appended | undefined)[]>
  /** To be called when the ledger has a batch. */
  note(events: readonly NewEvent[]): void
}

/** Fewer than these, the ledger adds along with those of others, and nothing is saved. */
const leastEvents = 50
/** As long as clients try again. */
const lifeMs = 600_000

/** @param findStored what the ledger holds of events: in their order */
export function openResentBatches(
  cache: Cache,
  findStored: (events: readonly NewEvent[]) => Promise<readonly (Appended | undefined)[]>,
): ResentBatches {
  const names = new WeakMap<readonly NewEvent[], string>()
  return {
    async find(events) {
      if (events.length < leastEvents) return []
      const name = nameOf(events)
      names.set(events, name)
      return (await cache.get(name)) === undefined ? [] : findStored(events)
    },
    note(events) {
      if (events.length >= leastEvents) void cache.put(names.get(events) ?? nameOf(events), '1', lifeMs)
    },
  }
}

/** One name for the whole batch: one for each event would cost a fifth of what the ledger takes. */
function nameOf(events: readonly NewEvent[]): string {
  const hash = createHash('sha256')
  for (const { event } of events) hash.update(JSON.stringify([event.tenant_id, event.idempotency_key]))
  return `batch:${hash.digest('base64url')}`
}
