import type { Database } from '../postgres/pool.ts'
import { withTenant } from '../postgres/with-tenant.ts'
import { slotMs, slotOf } from './slot.ts'

/** A time, RFC 3339; `to` is not included. It is cut to the five minutes in which outcomes are counted. */
export interface RecordedTime {
  readonly from: string
  readonly to: string
}

/** Why events of a source were rejected, and how many. */
export interface RejectionCount {
  readonly source: 'http' | 'kafka'
  readonly reason: string
  readonly count: number
}

/** What became of events that came in an hour (UTC). */
export interface IngestedHour {
  readonly hour: string
  readonly accepted: number
  readonly duplicates: number
  readonly rejected: number
}

/** Rejections of a tenant's events by source and reason, the most frequent first. */
export async function readRejections(db: Database, tenantId: string, time: RecordedTime): Promise<RejectionCount[]> {
  const { rows } = await withTenant(db, tenantId, (tx) =>
    tx.query<RejectionCount & { count: string }>(
      `SELECT source, reason, sum(count) AS count FROM ingest_outcomes
       WHERE tenant_id = $1 AND slot >= $2 AND slot < $3 AND outcome = 'rejected'
       GROUP BY source, reason ORDER BY sum(count) DESC, source, reason`,
      [tenantId, time.from, time.to],
    ),
  )
  return rows.map((row) => ({ ...row, count: Number(row.count) }))
}

/** Events of a tenant that come in a second, over the five minutes before the current five and those so far. @param now milliseconds */
export async function readIngestRate(db: Database, tenantId: string, now: number): Promise<number> {
  const since = slotOf(now - slotMs)
  const { rows } = await withTenant(db, tenantId, (tx) =>
    tx.query<{ events: string }>(
      'SELECT coalesce(sum(count), 0) AS events FROM ingest_outcomes WHERE tenant_id = $1 AND slot >= $2',
      [tenantId, since],
    ),
  )
  return Math.round((Number(rows[0]?.events ?? 0) / (now - Date.parse(since))) * 1e6) / 1e3
}

/** Outcomes of a tenant's events by the hour in which they came; hours without any are left out. */
export async function readIngestedHours(db: Database, tenantId: string, time: RecordedTime): Promise<IngestedHour[]> {
  const { rows } = await withTenant(db, tenantId, (tx) =>
    tx.query<Record<keyof IngestedHour, string>>(
      `SELECT to_char(date_trunc('hour', slot, 'UTC'), 'YYYY-MM-DD"T"HH24:00:00"Z"') AS hour,
         coalesce(sum(count) FILTER (WHERE outcome = 'accepted'), 0) AS accepted,
         coalesce(sum(count) FILTER (WHERE outcome = 'duplicate'), 0) AS duplicates,
         coalesce(sum(count) FILTER (WHERE outcome = 'rejected'), 0) AS rejected
       FROM ingest_outcomes WHERE tenant_id = $1 AND slot >= $2 AND slot < $3 GROUP BY 1 ORDER BY 1`,
      [tenantId, time.from, time.to],
    ),
  )
  return rows.map(({ hour, accepted, duplicates, rejected }) => ({
    hour,
    accepted: Number(accepted),
    duplicates: Number(duplicates),
    rejected: Number(rejected),
  }))
}
