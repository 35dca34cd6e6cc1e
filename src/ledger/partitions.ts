import type { Database } from '../postgres/pool.ts'

/** The month of a moment in UTC text: `2026-10`. */
const monthOf = (moment: string) => moment.slice(0, 7)

/** The first day of the month after `2026-12`: `2027-01-01`. */
export function nextMonth(month: string): string {
  const [year, number] = month.split('-').map(Number) as [number, number]
  return new Date(Date.UTC(year, number, 1)).toISOString().slice(0, 10)
}

const known = new WeakMap<Database, Set<string>>()

function knownTo(db: Database): Set<string> {
  const months = known.get(db) ?? new Set<string>()
  known.set(db, months)
  return months
}

/** Forgets which partitions there are, so that they are looked for again. */
export const forgetPartitions = (db: Database): void => knownTo(db).clear()

/**
 * Makes the monthly partitions that these moments (UTC text) need and that do not exist yet. Two processes may do so
 * at once: a lock for the transaction lets one pass, and the other finds the work done.
 */
export async function ensurePartitions(db: Database, moments: Iterable<string>): Promise<void> {
  const made = knownTo(db)
  const missing = new Set<string>()
  for (const moment of moments) {
    const month = monthOf(moment)
    if (!made.has(month)) missing.add(month)
  }
  for (const month of missing) {
    // Statements sent as one text are one transaction: a month is locked for as long as it takes, and not for hundreds.
    await db.query(
      `SELECT pg_advisory_xact_lock(hashtext('pocm.partitions'));
       CREATE TABLE IF NOT EXISTS events_${month.replace('-', '_')} PARTITION OF events
       FOR VALUES FROM ('${month}-01 00:00:00+00') TO ('${nextMonth(month)} 00:00:00+00')`,
    )
    made.add(month)
  }
}

/** The months that the ledger has room for: `2026-10`. Every event lies in one of them. */
export async function partitionMonths(db: Database): Promise<string[]> {
  const { rows } = await db.query<{ name: string }>(
    `SELECT relname AS name FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
     WHERE inhparent = 'events'::regclass ORDER BY relname`,
  )
  return rows.map(({ name }) => name.slice('events_'.length).replace('_', '-'))
}
