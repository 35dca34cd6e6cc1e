import type { Database } from '../postgres/pool.ts'
import type { LoggedEvent } from './read-log.ts'

/** An event at its place in the log, as one text. */
export const placeName = ({ tx, position, event }: LoggedEvent) => `${tx} ${position} ${event.tenant_id} ${event.id}`

/** Which of these events the ledger does not have at the places that they carry, by `placeName`. */
export async function missingEvents(db: Database, events: readonly LoggedEvent[]): Promise<Set<string>> {
  const { rows } = await db.query<{ index: number }>(
    `SELECT index::int - 1 AS index
     FROM unnest($1::text[]::xid8[], $2::bigint[], $3::text[], $4::uuid[])
       WITH ORDINALITY AS asked(tx, position, tenant_id, id, index)
     WHERE NOT EXISTS (
       SELECT FROM event_keys AS held
       WHERE held.tx = asked.tx AND held.position = asked.position
         AND held.tenant_id = asked.tenant_id AND held.event_id = asked.id)`,
    [
      events.map(({ tx }) => tx),
      events.map(({ position }) => position),
      events.map(({ event }) => event.tenant_id),
      events.map(({ event }) => event.id),
    ],
  )
  return new Set(rows.map(({ index }) => placeName(events[index] as LoggedEvent)))
}
