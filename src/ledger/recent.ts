import type { StoredEvent } from '../events/envelope.ts'
import type { Database } from './database.ts'

/** How many events stay at hand: some seconds of the fastest ingest, some tens of megabytes. */
const recentEvents = 20_000

const byDatabase = new WeakMap<Database, Map<string, StoredEvent>>()
const nameOf = (tenantId: string, id: string) => `${tenantId}\u0000${id}`

/**
 * Keeps events that were just committed at hand. The log is read right behind its head nearly always, and an event
 * never changes: which events there are and in what order is for the ledger to say, what is in one need not be asked
 * again.
 */
export function keepRecent(db: Database, events: Iterable<StoredEvent>): void {
  const recent = byDatabase.get(db) ?? new Map<string, StoredEvent>()
  byDatabase.set(db, recent)
  for (const event of events) recent.set(nameOf(event.tenant_id, event.id), event)
  for (const oldest of recent.keys()) {
    if (recent.size <= recentEvents) break
    recent.delete(oldest)
  }
}

/** The event as the ledger holds it, where this process appended it a short while ago. */
export const findRecent = (db: Database, tenantId: string, id: string): StoredEvent | undefined =>
  byDatabase.get(db)?.get(nameOf(tenantId, id))
