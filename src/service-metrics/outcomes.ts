import type { Now } from '../platform/clock.ts'
import type { Logger } from '../platform/log.ts'
import type { Database } from '../postgres/pool.ts'
import { slotOf } from './slot.ts'
import { openWriteBehind } from './write-behind.ts'

/** What became of events at ingest. */
export interface RecordedOutcome {
  readonly tenantId: string
  readonly source: 'http' | 'kafka'
  readonly outcome: 'accepted' | 'duplicate' | 'rejected'
  /** '' where the events named no type that there is. */
  readonly type: string
  /** '' unless they were rejected. */
  readonly reason: string
  readonly events: number
}

export interface OutcomeRecord {
  /** Counts in memory. */
  add(outcome: RecordedOutcome): void
  /** Resolves when everything that was counted before lies in the table. */
  flush(): Promise<void>
  close(): Promise<void>
}

/**
 * Counts what becomes of events, and adds the counts to the table every second and at the end. A crash takes the counts
 * of its last second with it, and an answer of the ledger that is lost may count a second twice: these are figures about
 * ingest, events themselves are as durable as they were acknowledged.
 */
export function openOutcomeRecord(db: Database, now: Now, log: Logger): OutcomeRecord {
  let counts = new Map<string, number>()
  const count = (name: string, events: number) => counts.set(name, (counts.get(name) ?? 0) + events)

  async function write(): Promise<void> {
    if (counts.size === 0) return
    const taken = counts
    counts = new Map()
    try {
      await addCounts(db, taken)
    } catch (error) {
      // Kept for the next second: names are few, and nothing is accepted while the ledger is unavailable.
      for (const [name, events] of taken) count(name, events)
      throw error
    }
  }
  const { flush, close } = openWriteBehind(write, (error) =>
    log.warn({ err: error }, 'outcomes of ingest could not be recorded; they are kept'),
  )

  return {
    add({ tenantId, source, outcome, type, reason, events }) {
      count(JSON.stringify([tenantId, slotOf(now()), source, outcome, type, reason]), events)
    },
    ...{ flush, close },
  }
}

/** In one order, so that two processes that add to the same rows do not lock each other out. */
async function addCounts(db: Database, counts: ReadonlyMap<string, number>): Promise<void> {
  const rows = [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, events]) => [...JSON.parse(name), events])
  const column = (index: number) => rows.map((row) => row[index])
  await db.query(
    `INSERT INTO ingest_outcomes AS known (tenant_id, slot, source, outcome, type, reason, count)
     SELECT * FROM unnest($1::text[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[])
     ON CONFLICT (tenant_id, slot, source, outcome, type, reason) DO UPDATE SET count = known.count + excluded.count`,
    [0, 1, 2, 3, 4, 5, 6].map(column),
  )
}
