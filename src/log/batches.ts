import { createHash } from 'node:crypto'
import { addCounts, type SliceTally } from '../ledger/log-counts.ts'
import { type LoggedEvent, type LogPosition, logStart, readLog } from '../ledger/read-log.ts'
import type { Database } from '../postgres/pool.ts'
import { inTransaction, type Queryable } from '../postgres/transaction.ts'

/** A range of the log that a consumer has decided to take as one: after `from`, up to and with `to`. */
export interface Batch {
  readonly consumer: string
  readonly token: string
  readonly from: LogPosition
  readonly to: LogPosition
  readonly events: readonly LoggedEvent[]
  /** How many events were decided on and are gone from the ledger since: the batch continues without them. */
  readonly gone?: number
}

interface Row {
  readonly token: string
  readonly from_tx: string
  readonly from_position: string
  readonly to_tx: string
  readonly to_position: string
  readonly events: number
}

/** The position up to which a consumer is done. */
export async function consumerPosition(db: Database, consumer: string): Promise<LogPosition> {
  const { rows } = await db.query<LogPosition>(
    `SELECT to_tx AS tx, to_position AS position FROM log_batches
     WHERE consumer = $1 AND done_at IS NOT NULL ORDER BY to_tx DESC, to_position DESC LIMIT 1`,
    [consumer],
  )
  return rows[0] ?? logStart
}

/**
 * The batch that was decided and never finished, with the same boundaries, token and events as the first time, but for
 * those that are gone from the ledger: the erasure of one data subject must not stop the other events.
 */
export async function unfinishedBatch(db: Database, consumer: string): Promise<Batch | undefined> {
  const { rows } = await db.query<Row>('SELECT * FROM log_batches WHERE consumer = $1 AND done_at IS NULL', [consumer])
  const row = rows[0]
  if (row === undefined) return undefined
  const from = { tx: row.from_tx, position: row.from_position }
  const to = { tx: row.to_tx, position: row.to_position }
  const events = await readLog(db, from, { until: to, limit: row.events + 1, whole: true })
  const gone = row.events - events.length
  if (gone < 0) {
    throw new Error(`batch ${row.token} had ${row.events} events when it was decided and has ${events.length} now`)
  }
  return { consumer, token: row.token, from, to, events, ...(gone > 0 && { gone }) }
}

// Only the consumer's newest position may be gone on from. Of two who try at once the index log_batches_from lets one.
// The lock makes a process that quiesces the consumer (quiesce.ts) wait for this to end, and this see the hold.
const decide = `
  WITH state AS MATERIALIZED (SELECT held_until FROM log_consumers WHERE consumer = $1 FOR SHARE)
  INSERT INTO log_batches (consumer, token, from_tx, from_position, to_tx, to_position, events)
  SELECT $1, $2, $3::xid8, $4::bigint, $5::xid8, $6::bigint, $7
  WHERE NOT EXISTS (SELECT FROM state WHERE held_until > clock_timestamp())
    AND NOT EXISTS (SELECT FROM log_batches WHERE consumer = $1 AND (to_tx, to_position) > ($3::xid8, $4::bigint))
  ON CONFLICT DO NOTHING`

/** Makes the consumer known, so that it can be held. */
export async function registerConsumer(db: Database, consumer: string): Promise<void> {
  await db.query('INSERT INTO log_consumers (consumer) VALUES ($1) ON CONFLICT DO NOTHING', [consumer])
}

/**
 * Gives a consumer that has no place yet the place of another, a batch that this one has decided on included.
 */
export async function seedPosition(db: Database, consumer: string, from: string): Promise<void> {
  await db.query(
    `INSERT INTO log_batches (consumer, token, from_tx, from_position, to_tx, to_position, events, done_at)
     SELECT $1, 'begins behind ' || $2, '0', 0, to_tx, to_position, 0, now() FROM log_batches
     WHERE consumer = $2 AND NOT EXISTS (SELECT FROM log_batches WHERE consumer = $1)
     ORDER BY to_tx DESC, to_position DESC LIMIT 1
     ON CONFLICT DO NOTHING`,
    [consumer, from],
  )
}

/**
 * Decides on the next batch and records it.
 * @param ahead what follows `after`, where it was read before
 * @returns undefined when the consumer has everything; `refused` when it is held, or when another process has gone on
 *   from `after`.
 */
export async function decideBatch(
  db: Database,
  consumer: string,
  after: LogPosition,
  limit: number,
  ahead?: readonly LoggedEvent[],
): Promise<Batch | 'refused' | undefined> {
  const events = ahead ?? (await readLog(db, after, { limit }))
  return decideOn(db, consumer, after, events)
}

async function decideOn(
  db: Queryable,
  consumer: string,
  after: LogPosition,
  events: readonly LoggedEvent[],
): Promise<Batch | 'refused' | undefined> {
  const last = events.at(-1)
  if (last === undefined) return undefined
  const to = { tx: last.tx, position: last.position }
  const token = createHash('sha256')
    .update([consumer, after.tx, after.position, to.tx, to.position].join(' '))
    .digest('hex')
  const places = [after.tx, after.position, to.tx, to.position]
  const { rowCount } = await db.query(decide, [consumer, token, ...places, events.length])
  return rowCount === 1 ? { consumer, token, from: after, to, events } : 'refused'
}

// What the log counts of itself moves with the batch, or not at all: where it was counted up to another place, the keeper counts the rest.
const finish = `
  WITH counting AS (
    UPDATE log_counted SET tx = $2::xid8, position = $3::bigint
    WHERE (tx, position) = ($4::xid8, $5::bigint) AND $6::text[] IS NOT NULL
    RETURNING tx),
  tallies AS (
    SELECT it.* FROM counting, unnest($6::text[], $7::text[], $8::timestamptz[], $9::bigint[], $10::bigint[])
      AS it(tenant_id, type, hour, events, checksum)),
  counted AS (${addCounts('tallies')}),
  done AS (
    UPDATE log_batches SET done_at = now() WHERE consumer = $1 AND to_tx = $2::xid8 AND to_position = $3::bigint)
  DELETE FROM log_batches WHERE consumer = $1 AND (to_tx, to_position) < ($2::xid8, $3::bigint)`

/**
 * Marks a batch as done and forgets those before it: the last one is the consumer's position.
 * @param tallies of the batch's events, where the consumer counts the log
 */
export async function finishBatch(
  db: Queryable,
  { consumer, from, to }: Batch,
  tallies?: readonly SliceTally[],
): Promise<void> {
  await db.query(finish, [
    ...[consumer, to.tx, to.position, from.tx, from.position],
    ...(tallies === undefined
      ? [null, null, null, null, null]
      : [
          tallies.map(({ tenant_id }) => tenant_id),
          tallies.map(({ type }) => type),
          tallies.map(({ hour }) => hour),
          tallies.map(({ events }) => events),
          tallies.map(({ checksum }) => checksum),
        ]),
  ])
}

/**
 * Marks a batch as done and decides on the next one, in one transaction: a commit less for each batch of a backlog.
 * @param next what follows the batch in the log; at least one event
 * @returns what `decideBatch` would; the batch is done in any case
 */
export const finishAndDecide = (
  db: Database,
  batch: Batch,
  tallies: readonly SliceTally[] | undefined,
  next: readonly LoggedEvent[],
): Promise<Batch | 'refused' | undefined> =>
  inTransaction(db, async (tx) => {
    await finishBatch(tx, batch, tallies)
    return decideOn(tx, batch.consumer, batch.to, next)
  })
