import type { StoredEvent } from '../events/envelope.ts'
import type { Database } from './database.ts'

/** How many events stay at hand, and how many characters of data: some seconds of the fastest ingest. */
const recentEvents = 20_000
const recentCharacters = 16 * 1024 * 1024

interface Recent {
  readonly events: Map<string, { readonly event: StoredEvent; readonly characters: number }>
  characters: number
}

const byDatabase = new WeakMap<Database, Recent>()
const nameOf = (tenantId: string, id: string) => `${tenantId}\u0000${id}`

/**
 * Keeps events that were just committed at hand. The log is read right behind its head nearly always, and an event
 * never changes: which events there are and in what order is for the ledger to say, what is in one need not be asked
 * again.
 */
export function keepRecent(db: Database, events: Iterable<StoredEvent>): void {
  const recent = byDatabase.get(db) ?? { events: new Map(), characters: 0 }
  byDatabase.set(db, recent)
  for (const event of events) {
    const { length: characters } = JSON.stringify(event.data)
    recent.events.set(nameOf(event.tenant_id, event.id), { event, characters })
    recent.characters += characters
  }
  for (const [name, { characters }] of recent.events) {
    if (recent.events.size <= recentEvents && recent.characters <= recentCharacters) break
    recent.events.delete(name)
    recent.characters -= characters
  }
}

/** The event as the ledger holds it, where this process appended it a short while ago. */
export const findRecent = (db: Database, tenantId: string, id: string): StoredEvent | undefined =>
  byDatabase.get(db)?.events.get(nameOf(tenantId, id))?.event
