import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Failure } from '../platform/errors.ts'
import type { Logger } from '../platform/log.ts'
import type { Database } from '../postgres/pool.ts'

/** How long a hold outlives a process that was killed while it held. */
const holdMs = 60_000
const renewMs = 10_000
const patienceMs = 30_000
/**
 * A start waits for longer than a hold of a process that was killed lasts: no client would repeat a start that failed.
 */
const patienceAtStartMs = holdMs + 10_000
const askMs = 20

const take = `
  INSERT INTO log_consumers AS held (consumer, held_by, held_until)
  VALUES ($1, $2, clock_timestamp() + $3 * interval '1 millisecond')
  ON CONFLICT (consumer) DO UPDATE SET held_by = excluded.held_by, held_until = excluded.held_until
  WHERE held.held_by IS NOT DISTINCT FROM excluded.held_by OR coalesce(held.held_until, '-infinity') < clock_timestamp()`

const underWay = `
  SELECT EXISTS (SELECT FROM log_batches WHERE consumer = $1 AND done_at IS NULL)
      OR EXISTS (SELECT FROM log_partition_batches WHERE consumer = $1) AS busy`

// A lease that ran out means that its process is gone, or has lost its right.
const underWayByTheLiving = `
  SELECT EXISTS (SELECT FROM log_batches JOIN log_consumers USING (consumer)
      WHERE consumer = $1 AND done_at IS NULL AND owned_until > clock_timestamp())
    OR EXISTS (SELECT FROM log_partition_batches WHERE consumer = $1 AND owned_until > clock_timestamp()) AS busy`

/**
 * Runs `act` while no process of a consumer decides on a new batch and none is under way, wherever they run.
 * @param abandoned whether to wait for batches of processes that are gone, which only a running sink will finish
 * @throws Failure warehouse_unavailable when what is under way does not end within 30 seconds, at a start (`ignore`) when
 *   the hold of another process does not end within 70
 */
export async function whileQuiesced<T>(
  db: Database,
  consumer: string,
  log: Logger,
  act: () => Promise<T>,
  abandoned: 'wait' | 'ignore' = 'wait',
): Promise<T> {
  const holder = randomUUID()
  const hold = async () => (await db.query(take, [consumer, holder, holdMs])).rowCount === 1
  const isQuiet = async () => {
    const { rows } = await db.query<{ busy: boolean }>(abandoned === 'wait' ? underWay : underWayByTheLiving, [
      consumer,
    ])
    return rows[0]?.busy === false
  }
  await waitFor(hold, abandoned === 'ignore' ? patienceAtStartMs : patienceMs)
  const renewing = setInterval(() => {
    hold().catch((error) => log.warn({ err: error, consumer }, 'a hold could not be renewed'))
  }, renewMs)
  try {
    await waitFor(isQuiet, patienceMs)
    return await act()
  } finally {
    clearInterval(renewing)
    await db.query('UPDATE log_consumers SET held_until = NULL WHERE consumer = $1 AND held_by = $2', [
      consumer,
      holder,
    ])
  }
}

async function waitFor(condition: () => Promise<boolean>, patience: number): Promise<void> {
  for (const deadline = Date.now() + patience; !(await condition()); await sleep(askMs)) {
    if (Date.now() < deadline) continue
    throw new Failure('warehouse_unavailable', 'A batch has been under way for long; ask again when it is done.')
  }
}

/**
 * Releases every hold. Only for the sole process of a ledger: any hold that it finds is of a process that was killed.
 */
export async function releaseHolds(db: Database): Promise<void> {
  await db.query('UPDATE log_consumers SET held_until = NULL WHERE held_until IS NOT NULL')
}
