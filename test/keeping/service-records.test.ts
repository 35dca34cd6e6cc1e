import { expect, test } from 'vitest'
import { sweepRecords } from '../../src/keeping/service-records.ts'
import { keptDays } from '../../src/platform/kept-days.ts'
import { openLedgerForFile } from '../ledger/open-ledger.ts'

const ledger = openLedgerForFile()

const now = Date.parse('2026-10-01T00:00:00Z')
const daysAgo = (days: number) => new Date(now - days * 86_400_000).toISOString()

/** A row of each table that ended at a moment. */
const rows: Readonly<Record<keyof typeof keptDays, string>> = {
  event_traces: `INSERT INTO event_traces (event_id, tenant_id, traceparent, noted_at) VALUES (gen_random_uuid(), 'demo', '', $1)`,
  ingest_outcomes: `INSERT INTO ingest_outcomes VALUES ('demo', $1, 'http', 'accepted', '', '', 1)`,
  rejected_events: `INSERT INTO rejected_events VALUES ('demo', $1::timestamptz::date, 'a', '', '', 'invalid_event', '', '', '{}', 1, $1, $1)`,
  consumer_lags: `INSERT INTO consumer_lags VALUES ('warehouse', $1, 1, $1)`,
  batch_operations: `INSERT INTO batch_operations VALUES ('demo', gen_random_uuid(), 'batch', 'a', $1, $1, 1, 1, 1, 0, 0, 'done')`,
  sessions: `INSERT INTO sessions (id, tenant_id, person_id, name, user_agent, ends_at)
    VALUES (gen_random_uuid(), 'demo', gen_random_uuid(), 'a', '', $1)`,
  alert_firings: `WITH alert AS (INSERT INTO alerts (id, tenant_id, name, metric, filters, span, condition, enabled)
      VALUES (gen_random_uuid(), 'demo', 'a', 'orders', '{}', '1h', 'above', true) RETURNING id)
    INSERT INTO alert_firings SELECT gen_random_uuid(), 'demo', id, 'a', 'orders', $1, $1, 1, 1 FROM alert`,
  alert_messages: `INSERT INTO alert_messages (id, tenant_id, alert_id, firing_id, kind, body, status, next_at)
    SELECT gen_random_uuid(), 'demo', alert_id, id, 'fired', '{}', 'delivered', $1 FROM alert_firings LIMIT 1`,
  gdpr_export_requests: `INSERT INTO gdpr_export_requests (id, tenant_id, sealed_subject, subjects, status, requested_by, finished_at)
    VALUES (gen_random_uuid(), 'demo', '', '{}', 'expired', 'a', $1)`,
  retention_runs: `INSERT INTO retention_runs (id, tenant_id, status, requested_by, finished_at)
    VALUES (gen_random_uuid(), 'demo', 'done', 'a', $1)`,
}

test('records of the service go when their days are over, and not before', async () => {
  const { db } = ledger
  for (const [table, sql] of Object.entries(rows)) {
    const days = keptDays[table as keyof typeof keptDays]
    await db.query(sql, [daysAgo(days - 1)])
    await db.query(sql, [daysAgo(days + 1)])
  }
  const removed = await sweepRecords(db, now, new AbortController().signal)
  expect(Object.fromEntries(removed)).toEqual(Object.fromEntries(Object.keys(keptDays).map((table) => [table, 1])))
  for (const table of Object.keys(keptDays)) {
    const { rows: left } = await db.query(`SELECT FROM ${table}`)
    expect([table, left.length]).toEqual([table, 1])
  }
})
