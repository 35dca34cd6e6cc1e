import type { Database } from '../postgres/pool.ts'
import { withTenant } from '../postgres/with-tenant.ts'
import { bucketSql, cutSql, openParameters } from './bucket.ts'
import type { MetricQuestion, RecordCell, Recorded } from './question.ts'

const columns = { type: 'type', reason: 'cause', producer: 'producer' }

/** A change of how many letters wait; `time` is null for all that was before the range. */
interface Change {
  readonly time: string | null
  readonly keys: readonly string[]
  readonly change: string
}

/**
 * How many of a tenant's dead letters waited when each bucket ended, or wait now. It is exact for any time: a letter
 * says when it died and when it was replayed. Buckets in which none waited are left out.
 */
export async function readLetterLevels(
  db: Database,
  tenantId: string,
  asked: MetricQuestion,
  now: number,
): Promise<Recorded> {
  const { range, granularity, zone } = asked
  const end = new Date(Math.min(now, Date.parse(range.to))).toISOString()
  const { values, bind } = openParameters(tenantId, range.from, end)
  const { keys, where } = cutSql(asked, columns, bind)
  const zoned = bind(zone)
  const bucket = granularity === 'total' ? "''" : bucketSql(granularity, 'at', zoned)
  const changes = `SELECT CASE WHEN at < $2 THEN NULL ELSE ${bucket} END AS time, keys, sum(change) AS change
    FROM (SELECT died_at AS at, ${keys} AS keys, 1 AS change FROM dead_letters WHERE tenant_id = $1${where}
      UNION ALL SELECT replayed_at, ${keys}, -1 FROM dead_letters
      WHERE tenant_id = $1 AND replayed_at IS NOT NULL${where}) AS changes
    WHERE at < $3 AND ${zoned}::text IS NOT NULL GROUP BY 1, 2`
  const { rows } = await withTenant(db, tenantId, (tx) => tx.query<Change>(changes, values))
  const times = granularity === 'total' ? [''] : await bucketsOf(db, asked, end)
  const cells = levels(rows, times)
  const last = cells.filter(({ time }) => time === times.at(-1))
  return {
    cells: granularity === 'total' ? cells.map((cell) => ({ ...cell, time: null })) : cells,
    total: last.reduce((sum, { value }) => sum + value, 0),
  }
}

/** The names of the range's buckets that have begun, in order. */
async function bucketsOf(db: Database, { range, granularity, zone }: MetricQuestion, end: string): Promise<string[]> {
  const steps = `generate_series(date_trunc('${granularity}', $1::timestamptz, $3), $2::timestamptz, '1 ${granularity}', $3)`
  const { rows } = await db.query<{ time: string }>(
    `SELECT ${bucketSql(granularity, 'at', '$3')} AS time FROM ${steps} AS at WHERE at < $2 ORDER BY at`,
    [range.from, end, zone],
  )
  return rows.map(({ time }) => time)
}

/** What stands at the end of each bucket, from what changed in it and before. */
export function levels(changes: readonly Change[], times: readonly string[]): RecordCell[] {
  const cells: RecordCell[] = []
  for (const ofKeys of Map.groupBy(changes, ({ keys }) => JSON.stringify(keys)).values()) {
    const changeAt = new Map(ofKeys.map(({ time, change }) => [time, Number(change)]))
    const keys = ofKeys[0]?.keys ?? []
    let value = changeAt.get(null) ?? 0
    for (const time of times) {
      value += changeAt.get(time) ?? 0
      if (value !== 0) cells.push({ time, keys, value })
    }
  }
  return cells
}
