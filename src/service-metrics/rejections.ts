import type { Now } from '../platform/clock.ts'
import type { Logger } from '../platform/log.ts'
import type { Database } from '../postgres/pool.ts'
import { withTenant } from '../postgres/with-tenant.ts'
import type { RecordedTime } from './ingestion.ts'
import { openWriteBehind } from './write-behind.ts'

/** Where an event that was rejected over HTTP came from, and what was wrong with it. */
export interface RejectedField {
  readonly credential: string
  /** '' where it is not known. */
  readonly producer: string
  /** '' where the event named no type that there is. */
  readonly type: string
  readonly reason: string
  /** A JSON Pointer of declared names; '' where no field is at fault. */
  readonly path: string
}

export interface RejectedEvent extends RejectedField {
  readonly tenantId: string
  readonly message: string
  /** The event without what its sender wrote. */
  readonly sample: unknown
}

/** Rejections of one field by one sender. */
export interface RejectedEventGroup extends RejectedField {
  /** Of the newest of them. */
  readonly message: string
  readonly sample: unknown
  readonly count: number
  readonly first_at: string
  readonly last_at: string
}

export interface RejectedEvents {
  /** Counts in memory. */
  add(rejected: RejectedEvent): void
  /** Resolves when everything that was counted before lies in the table. */
  flush(): Promise<void>
  close(): Promise<void>
}

type Gathered = Pick<RejectedEvent, 'message' | 'sample'> & { count: number; firstAt: string; lastAt: string }

/** Groups that wait to be written: beyond them rejections are counted by reason alone, elsewhere. */
const mostWaiting = 5_000

/** Gathers rejected events by day, sender and field, and adds them to the table every second and at the end. */
export function openRejectedEvents(db: Database, now: Now, log: Logger): RejectedEvents {
  let groups = new Map<string, Gathered>()

  async function write(): Promise<void> {
    if (groups.size === 0) return
    const taken = groups
    groups = new Map()
    try {
      await addGroups(db, taken)
    } catch (error) {
      // What came since is newer; it is added to what could not be written.
      for (const [name, later] of groups) taken.set(name, joined(taken.get(name), later))
      groups = taken
      throw error
    }
  }
  const { flush, close } = openWriteBehind(write, (error) =>
    log.warn({ err: error }, 'rejected events could not be recorded; they are kept'),
  )
  return {
    add({ tenantId, credential, producer, type, reason, path, message, sample }) {
      const at = new Date(now()).toISOString()
      const name = JSON.stringify([tenantId, at.slice(0, 10), credential, producer, type, reason, path])
      if (groups.size >= mostWaiting && !groups.has(name)) return
      groups.set(name, joined(groups.get(name), { message, sample, count: 1, firstAt: at, lastAt: at }))
    },
    ...{ flush, close },
  }
}

const joined = (before: Gathered | undefined, later: Gathered): Gathered =>
  before === undefined ? later : { ...later, count: before.count + later.count, firstAt: before.firstAt }

/** In one order, so that two processes that add to the same rows do not lock each other out. */
async function addGroups(db: Database, groups: ReadonlyMap<string, Gathered>): Promise<void> {
  const rows = [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { message, sample, count, firstAt, lastAt }]) => [
      ...JSON.parse(name),
      ...[message, JSON.stringify(sample), count, firstAt, lastAt],
    ])
  await db.query(
    `INSERT INTO rejected_events AS known
       (tenant_id, day, credential, producer, type, reason, path, message, sample, count, first_at, last_at)
     SELECT * FROM unnest($1::text[], $2::date[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
       $8::text[], $9::jsonb[], $10::bigint[], $11::timestamptz[], $12::timestamptz[])
     ON CONFLICT (tenant_id, day, credential, producer, type, reason, path) DO UPDATE SET
       count = known.count + excluded.count, message = excluded.message, sample = excluded.sample,
       last_at = greatest(known.last_at, excluded.last_at)`,
    Array.from({ length: 12 }, (_, index) => rows.map((row) => row[index])),
  )
}

/** Rejected events of a tenant on days (UTC) that a range touches, by sender and field, the most frequent first. */
export async function readRejectedEvents(
  db: Database,
  tenantId: string,
  { from, to }: RecordedTime,
  limit: number,
): Promise<RejectedEventGroup[]> {
  const { rows } = await withTenant(db, tenantId, (tx) =>
    tx.query<Omit<RejectedEventGroup, 'count'> & { count: string }>(
      `SELECT credential, producer, type, reason, path,
         (array_agg(message ORDER BY day DESC))[1] AS message,
         (array_agg(sample ORDER BY day DESC))[1] AS sample,
         sum(count) AS count, min(first_at) AS first_at, max(last_at) AS last_at
       FROM rejected_events
       WHERE tenant_id = $1 AND day >= ($2::timestamptz AT TIME ZONE 'UTC')::date AND day < ($3::timestamptz AT TIME ZONE 'UTC')
       GROUP BY credential, producer, type, reason, path
       ORDER BY sum(count) DESC, max(rejected_events.last_at) DESC, credential, producer, type, reason, path LIMIT $4`,
      [tenantId, from, to, limit],
    ),
  )
  const rfc3339 = (moment: string) => new Date(moment).toISOString()
  return rows.map((row) => ({
    ...row,
    ...{ count: Number(row.count), first_at: rfc3339(row.first_at), last_at: rfc3339(row.last_at) },
  }))
}
