import type { Database } from '../postgres/pool.ts'
import type { LoggedEvent } from './read-log.ts'

/** An event that a store refuses for its own sake, and why: a word, never the store's message, which may quote values. */
export interface Refused {
  readonly logged: LoggedEvent
  readonly cause: string
}

/** Which of these events a consumer has set aside, by position. */
export async function positionsSetAside(
  db: Database,
  consumer: string,
  events: readonly LoggedEvent[],
): Promise<Set<string>> {
  const { rows } = await db.query<{ position: string }>(
    `SELECT position FROM set_aside_events
     JOIN unnest($2::xid8[], $3::bigint[]) AS place(tx, position) USING (tx, position) WHERE consumer = $1`,
    [consumer, events.map(({ tx }) => tx), events.map(({ position }) => position)],
  )
  return new Set(rows.map(({ position }) => position))
}

/** Records that a consumer sets these events aside. Durable when the promise resolves; a repeat changes nothing. */
export async function setAside(db: Database, consumer: string, refused: readonly Refused[]): Promise<void> {
  await db.query(
    `INSERT INTO set_aside_events (consumer, tx, position, tenant_id, event_id, cause)
     SELECT $1, * FROM unnest($2::xid8[], $3::bigint[], $4::text[], $5::uuid[], $6::text[]) ON CONFLICT DO NOTHING`,
    [
      consumer,
      refused.map(({ logged }) => logged.tx),
      refused.map(({ logged }) => logged.position),
      refused.map(({ logged }) => logged.event.tenant_id),
      refused.map(({ logged }) => logged.event.id),
      refused.map(({ cause }) => cause),
    ],
  )
}

/** How many events of all tenants, or dead letters, each consumer has set aside. */
export async function countSetAside(db: Database): Promise<ReadonlyMap<string, number>> {
  const sql = `SELECT consumer, count(*)::int AS events FROM set_aside_events GROUP BY consumer
    UNION ALL SELECT 'letters', count(*)::int FROM dead_letters WHERE publish_refused_at IS NOT NULL HAVING count(*) > 0`
  const { rows } = await db.query<{ consumer: string; events: number }>(sql)
  return new Map(rows.map(({ consumer, events }) => [consumer, events]))
}
