import { countedSpan, findMiscounted, type Miscounted, slicesFrom } from '../ledger/recount.ts'
import type { Database } from '../postgres/pool.ts'

const hourMs = 3_600_000
/** So many events are read at a time: some tens of milliseconds of the ledger. */
const events = 20_000

/**
 * Reads the ledger's events from an hour on that chance picks, and tells slices of which it no longer holds what the log has counted.
 * The comparison with the warehouse reads no events, so this is what finds a ledger that loses some.
 * @param random from 0, included, to 1
 */
export async function recountSome(db: Database, random: () => number): Promise<Miscounted[]> {
  const span = await countedSpan(db)
  if (span === undefined) return []
  const [first, last] = [Date.parse(span.first), Date.parse(span.last)]
  const hour = first + Math.floor((random() * (last + hourMs - first)) / hourMs) * hourMs
  return findMiscounted(db, await slicesFrom(db, new Date(hour).toISOString(), events))
}
