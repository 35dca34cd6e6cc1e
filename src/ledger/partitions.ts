import type { Database } from './database.ts'

/** The month of a moment in UTC text: `2026-10`. */
const monthOf = (moment: string) => moment.slice(0, 7)

/** The first day of the month after `2026-12`: `2027-01-01`. */
export function nextMonth(month: string): string {
  const [year, number] = month.split('-').map(Number) as [number, number]
  return new Date(Date.UTC(year, number, 1)).toISOString().slice(0, 10)
}

const known = new WeakMap<Database, Set<string>>()

/**
 * Makes the monthly partitions that these moments (UTC text) need and that do not exist yet. Two processes may do so
 * at once: a lock for the transaction lets one pass, and the other finds the work done.
 */
export async function ensurePartitions(db: Database, moments: Iterable<string>): Promise<void> {
  const made = known.get(db) ?? known.set(db, new Set()).get(db) ?? new Set<string>()
  const missing = new Set<string>()
  for (const moment of moments) {
    const month = monthOf(moment)
    if (!made.has(month)) missing.add(month)
  }
  if (missing.size === 0) return

  const client = await db.connect()
  try {
    await client.query('BEGIN')
    await client.query("SELECT pg_advisory_xact_lock(hashtext('pocm.partitions'))")
    for (const month of missing) {
      await client.query(
        `CREATE TABLE IF NOT EXISTS events_${month.replace('-', '_')} PARTITION OF events
         FOR VALUES FROM ('${month}-01 00:00:00+00') TO ('${nextMonth(month)} 00:00:00+00')`,
      )
    }
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK')
    throw error
  } finally {
    client.release()
  }
  for (const month of missing) made.add(month)
}
