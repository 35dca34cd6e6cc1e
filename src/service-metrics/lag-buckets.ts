import type { Database } from '../postgres/pool.ts'
import { bucketSql, openParameters } from './bucket.ts'
import type { MetricQuestion, Recorded } from './question.ts'

/** How far a consumer was behind at the last measurement in each bucket. A bucket without a measurement is left out. */
export async function readLagBuckets(db: Database, consumer: string, asked: MetricQuestion): Promise<Recorded> {
  const { range, granularity, zone } = asked
  const { values, bind } = openParameters(consumer, range.from, range.to)
  const time = granularity === 'total' ? 'NULL::text' : bucketSql(granularity, 'slot', bind(zone))
  const { rows } = await db.query<{ time: string | null; value: string }>(
    `SELECT DISTINCT ON (time) time, value FROM (
       SELECT ${time} AS time, slot, lag AS value FROM consumer_lags
       WHERE consumer = $1 AND slot >= $2 AND slot < $3) AS seen
     ORDER BY time, slot DESC`,
    values,
  )
  const cells = rows.map((row) => ({ time: row.time, keys: [], value: Number(row.value) }))
  return { cells, total: cells.at(-1)?.value ?? null }
}
