import type { Database } from '../postgres/pool.ts'
import { withTenant } from '../postgres/with-tenant.ts'
import { bucketSql, cutSql, openParameters } from './bucket.ts'
import type { MetricQuestion, Recorded } from './question.ts'

/** Events of one outcome by bucket. Five minutes belong to the range in which they begin. */
export async function readOutcomeBuckets(
  db: Database,
  tenantId: string,
  outcome: 'accepted' | 'rejected',
  asked: MetricQuestion,
): Promise<Recorded> {
  const { range, granularity, zone } = asked
  const { values, bind } = openParameters(tenantId, range.from, range.to, outcome)
  const { keys, where } = cutSql(asked, { type: 'type', reason: 'reason' }, bind)
  const time = granularity === 'total' ? 'NULL::text' : bucketSql(granularity, 'slot', bind(zone))
  const sql = `SELECT ${time} AS time, ${keys} AS keys, sum(count) AS value FROM ingest_outcomes
    WHERE tenant_id = $1 AND slot >= $2 AND slot < $3 AND outcome = $4${where} GROUP BY 1, 2`
  const { rows } = await withTenant(db, tenantId, (tx) =>
    tx.query<{ time: string | null; keys: string[]; value: string }>(sql, values),
  )
  const cells = rows.map((row) => ({ ...row, value: Number(row.value) }))
  return { cells, total: cells.reduce((sum, { value }) => sum + value, 0) }
}
