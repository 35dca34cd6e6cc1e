import type { Letters } from '../ingest/dead-letters.ts'
import type { Reconcile } from '../keeping/reconcile.ts'
import type { Database } from '../postgres/pool.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'
import type { StoreCount } from './erasure-requests.ts'
import { findEventsOf, type ReadLeftEvents } from './find-events.ts'
import { findLettersOf, findMentions } from './find-rows.ts'
import type { AskedSubject, StoredSubject } from './subject.ts'

export interface CountDeps {
  readonly db: Database
  readonly letters: Letters
  readonly readLeft: ReadLeftEvents
  readonly warehouse: Warehouse
  readonly reconcile: Reconcile
  /** How many lines of a tenant's raw files hold any of these texts. */
  readonly countLines: (tenantId: string, texts: readonly string[]) => Promise<number>
}

/** Spans of days in which events of an erasure lie, as moments in UTC: `to` is not included. */
export async function spansOf(db: Database, requestId: string): Promise<{ from: string; to: string }[]> {
  const { rows } = await db.query<{ day: string }>(
    `SELECT DISTINCT to_char(occurred_at, 'YYYY-MM-DD') AS day FROM gdpr_erasure_events WHERE request_id = $1 ORDER BY day`,
    [requestId],
  )
  const spans: { from: string; to: string }[] = []
  for (const { day } of rows) {
    const from = new Date(`${day}T00:00:00Z`)
    const to = new Date(from.getTime() + 86_400_000).toISOString()
    const before = spans.at(-1)
    if (before?.to === from.toISOString()) before.to = to
    else spans.push({ from: from.toISOString(), to })
  }
  return spans
}

/** What each store holds of a person, looked for anew. */
export async function countStores(
  deps: CountDeps,
  requestId: string,
  subject: StoredSubject,
  asked: AskedSubject,
  tokens: readonly string[],
  isBefore: boolean,
): Promise<StoreCount[]> {
  const { db } = deps
  const { tenantId, kind, ids } = subject
  const count = async (sql: string, ...values: unknown[]) =>
    Number((await db.query<{ count: string }>(sql, [tenantId, ...values])).rows[0]?.count)

  let ledger = 0
  for await (const page of findEventsOf(db, deps.readLeft, subject)) ledger += page.length
  let letters = 0
  for await (const page of findLettersOf(deps, subject, asked)) letters += page.length
  const warehouse = await deps.warehouse.ask(
    tenantId,
    async (wanted: readonly string[], { engine }) => {
      const { data } = await engine.read(
        `SELECT count() FROM events WHERE tenant_id = {tenant:String} AND ${kind} IN {ids:Array(String)}`,
        { tenant: tenantId, ids: [...wanted] },
      )
      return Number(data[0]?.[0])
    },
    ids,
  )
  // Rollups hold states that ids went into, and no ids: what is counted is hours that were not made from the events of now.
  let rollups = 0
  for (const span of await spansOf(db, requestId)) {
    if (isBefore) rollups += (Date.parse(span.to) - Date.parse(span.from)) / 3_600_000
    else {
      const { differences, drift } = await deps.reconcile({ tenantId, ...span, repair: false })
      rollups += differences.length + drift.length
    }
  }
  return [
    { name: 'ledger', count: ledger },
    {
      name: 'keys',
      count: await count('SELECT count(*) FROM person_keys WHERE tenant_id = $1 AND person = ANY ($2::text[])', ids),
    },
    {
      name: 'topics',
      count: null,
      note: 'cannot be searched: sealed values lost their key, and messages end with the retention of their topic',
    },
    { name: 'warehouse', count: warehouse },
    { name: 'rollups', count: rollups, note: 'hours whose states its ids went into; after: hours not made anew' },
    {
      name: 'archive',
      count: await deps.countLines(
        tenantId,
        ids.map((id) => JSON.stringify(id)),
      ),
      note: 'lines of raw files; Parquet files are written anew from these',
    },
    { name: 'dead_letters', count: letters },
    {
      name: 'notes',
      count: (await findMentions(db, subject, asked)).length,
      note: 'saved views, annotations and alerts',
    },
    {
      name: 'caches',
      count: isBefore ? null : 0,
      note: 'keys of persons leave other processes within 60 seconds; answers hold figures only',
    },
    {
      name: 'exports',
      count: await count(
        'SELECT count(*) FROM gdpr_export_requests WHERE tenant_id = $1 AND subjects && $2::text[] AND wrapped_key IS NOT NULL',
        tokens,
      ),
    },
  ]
}
