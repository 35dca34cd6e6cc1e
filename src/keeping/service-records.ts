import { keptDays } from '../platform/kept-days.ts'
import type { Database } from '../postgres/pool.ts'

/** Which rows of a table are over, and when they were: SQL. Rows that something still waits for are none of them. */
const ended: Readonly<Record<keyof typeof keptDays, { readonly at: string; readonly when?: string }>> = {
  ingest_outcomes: { at: 'slot' },
  rejected_events: { at: 'last_at' },
  consumer_lags: { at: 'slot' },
  event_traces: { at: 'noted_at' },
  batch_operations: { at: 'finished_at' },
  sessions: { at: 'ends_at' },
  alert_firings: { at: 'resolved_at' },
  alert_messages: { at: 'next_at', when: "status <> 'pending'" },
  gdpr_export_requests: { at: 'finished_at', when: "status IN ('expired', 'failed')" },
  retention_runs: { at: 'finished_at' },
}

const rowsAtOnce = 10_000

/** Removes records of the service that are older than `keptDays`, some at a time. @returns how many of each table */
export async function sweepRecords(db: Database, now: number, signal: AbortSignal): Promise<Map<string, number>> {
  const removed = new Map<string, number>()
  for (const [table, days] of Object.entries(keptDays)) {
    const { at, when = 'true' } = ended[table as keyof typeof keptDays]
    const before = new Date(now - days * 86_400_000).toISOString()
    for (let rows = rowsAtOnce; rows === rowsAtOnce && !signal.aborted; ) {
      const { rowCount } = await db.query(
        `DELETE FROM ${table} WHERE ctid IN (SELECT ctid FROM ${table} WHERE ${at} < $1 AND ${when} LIMIT ${rowsAtOnce})`,
        [before],
      )
      rows = rowCount ?? 0
      removed.set(table, (removed.get(table) ?? 0) + rows)
    }
  }
  return removed
}
