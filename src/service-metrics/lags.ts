import { keptDays } from '../platform/kept-days.ts'
import type { Database } from '../postgres/pool.ts'
import { slotOf } from './slot.ts'

/** Records how many events a consumer has still before it. Of each five minutes the last stays, for 90 days. */
export async function recordLag(db: Database, consumer: string, events: number, now: number): Promise<void> {
  const slot = slotOf(now)
  await db.query(
    `INSERT INTO consumer_lags (consumer, slot, lag, sampled_at) VALUES ($1, $2, $3, $4)
     ON CONFLICT (consumer, slot) DO UPDATE SET lag = excluded.lag, sampled_at = excluded.sampled_at
     WHERE consumer_lags.sampled_at < excluded.sampled_at`,
    [consumer, slot, events, new Date(now).toISOString()],
  )
  const old = `DELETE FROM consumer_lags WHERE consumer = $1 AND slot < $2::timestamptz - interval '${keptDays.consumer_lags} days'`
  await db.query(old, [consumer, slot])
}

/** When each consumer was last seen with nothing before it; one that never was is left out. */
export async function lastCaughtUp(db: Database): Promise<ReadonlyMap<string, string>> {
  const { rows } = await db.query<{ consumer: string; at: string }>(
    'SELECT consumer, max(sampled_at) AS at FROM consumer_lags WHERE lag = 0 GROUP BY consumer',
  )
  return new Map(rows.map(({ consumer, at }) => [consumer, at]))
}
