import type { StoredEvent } from '../events/envelope.ts'
import type { Database } from '../postgres/pool.ts'

/** How many events a generation holds, and how many characters of them: some seconds of the fastest ingest. */
const generationEvents = 20_000
const generationCharacters = 24 * 1024 * 1024

/** Two generations: the older one goes as a whole when the younger is full, which costs nothing for each event. */
interface Recent {
  young: Map<string, StoredEvent>
  old: Map<string, StoredEvent>
  characters: number
}

const byDatabase = new WeakMap<Database, Recent>()

/**
 * Keeps events that were just committed at hand. The log is read right behind its head nearly always, and an event
 * never changes: which events there are and in what order is for the ledger to say, what is in one need not be asked
 * again.
 * @param characters how long these events are as JSON, together.
 */
export function keepRecent(db: Database, events: readonly StoredEvent[], characters: number): void {
  const recent = byDatabase.get(db) ?? { young: new Map(), old: new Map(), characters: 0 }
  byDatabase.set(db, recent)
  if (recent.young.size + events.length > generationEvents || recent.characters + characters > generationCharacters) {
    recent.old = recent.young
    recent.young = new Map()
    recent.characters = 0
  }
  for (const event of events) recent.young.set(event.id, event)
  recent.characters += characters
}

/** Whether anything is at hand: only processes that append have something. */
export const holdsRecent = (db: Database): boolean => byDatabase.has(db)

/** The event as the ledger holds it, where this process appended it a short while ago. */
export function findRecent(db: Database, tenantId: string, id: string): StoredEvent | undefined {
  const recent = byDatabase.get(db)
  const event = recent?.young.get(id) ?? recent?.old.get(id)
  // Ids are unique within a tenant; should two share one, the ledger is asked for the other.
  return event?.tenant_id === tenantId ? event : undefined
}

/** Lets go of all that is at hand, as when events were erased: what is read next comes from the ledger. */
export function forgetRecent(db: Database): void {
  byDatabase.delete(db)
}
