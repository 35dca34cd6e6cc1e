import { isSetAside } from '../../ledger/leave.ts'
import { nextMonth } from '../../ledger/partitions.ts'
import type { LogPosition } from '../../ledger/read-log.ts'
import type { Database } from '../../postgres/pool.ts'
import { policyFor, type RetentionAction } from '../policies.ts'
import type { Planning } from './planning.ts'
import { cutoffOf, type HeldBack, isOver, type RowOf } from './rows.ts'
import { areSame, eventsIn } from './stored-months.ts'

/** Plans what is anonymised in the ledger and what leaves it: months that archive and warehouse have as they are. */
export async function planLedger(planning: Planning): Promise<void> {
  const { db, tenantId, policies, now, position, stored } = planning
  const last =
    policies
      .map((it) => cutoffOf(it, now))
      .sort()
      .at(-1) ?? ''
  const inLedger = await countLedger(db, tenantId, last, position)
  const doneAt = await anonymisedAt(db, tenantId)
  for (const month of withLeft(inLedger, stored.left)) await planMonth(planning, 'anonymise', month, doneAt)
  for (const month of inLedger) await planMonth(planning, 'delete', month, doneAt)
}

async function planMonth(
  { db, tenantId, policies, now, holds, stored, rows, addVerified }: Planning,
  action: RetentionAction,
  { type, month, events, aside, late }: InLedger,
  doneAt: ReadonlyMap<string, string>,
): Promise<void> {
  const policy = policyFor(policies, 'ledger', action, type)
  if (policy === undefined) return
  const row: RowOf = { store: 'ledger', action, type, month }
  const cutoff = cutoffOf(policy, now)
  if (!isOver(month, cutoff)) {
    rows.hold(row, await countDue(db, tenantId, type, month, cutoff), 'current_month')
    return
  }
  const total = action === 'anonymise' ? await countUnknown(db, tenantId, type, month, doneAt, events) : events
  if (total === 0) return
  const ids = holds.on(type, month)
  if (ids.length > 0) {
    rows.hold(row, total, 'legal_hold', ids)
    return
  }
  const name = `${type} ${month}`
  const { asArchived, forWarehouse } = stored.ledger
  if (!areSame(asArchived.get(name), stored.archive.get(name))) {
    rows.hold(row, total, 'not_archived')
    return
  }
  const isCounted = areSame(forWarehouse.get(name), stored.warehouse.get(name))
  if (!isCounted && !stored.isGone({ tenant_id: tenantId, type, hour: month })) {
    rows.hold(row, total, 'not_in_warehouse')
    return
  }
  const held: HeldBack[] = [
    ...(late > 0 ? [{ reason: 'not_archived' as const, events: late }] : []),
    ...(aside > 0 ? [{ reason: 'set_aside' as const, events: aside }] : []),
  ]
  const slices = [...(asArchived.get(name)?.values() ?? [])]
  const more = { slices, manifests: stored.manifestsOf(type, month) }
  await addVerified(row, Math.max(0, total - late - aside), held, more)
}

/** Events of a tenant that lie in the ledger now, by type and month: how many of them any consumer set aside, or came too late to be archived. */
async function countLedger(db: Database, tenantId: string, to: string, position: LogPosition) {
  const { rows } = await db.query<{ type: string; month: string; events: string; aside: string; due: string }>(
    `SELECT type, to_char(occurred_at, 'YYYY-MM') AS month, count(*) AS events,
       count(*) FILTER (WHERE ${isSetAside}) AS aside
     FROM events WHERE tenant_id = $1 AND occurred_at < $2 GROUP BY 1, 2`,
    [tenantId, to],
  )
  const late = await db.query<{ type: string; month: string; events: string }>(
    `SELECT events.type, to_char(events.occurred_at, 'YYYY-MM') AS month, count(*) AS events
     FROM event_keys JOIN events ON events.tenant_id = event_keys.tenant_id
       AND events.occurred_at = event_keys.occurred_at AND events.id = event_keys.event_id
     WHERE event_keys.tenant_id = $1 AND (event_keys.tx, event_keys.position) > ($2::xid8, $3::bigint) GROUP BY 1, 2`,
    [tenantId, position.tx, position.position],
  )
  const lateOf = new Map(late.rows.map((row) => [`${row.type} ${row.month}`, Number(row.events)]))
  return rows.map(({ type, month, events, aside }) => ({
    ...{ type, month, events: Number(events), aside: Number(aside) },
    late: lateOf.get(`${type} ${month}`) ?? 0,
  }))
}

/** How many of a month that is not over are older than a policy's days. */
async function countDue(db: Database, tenantId: string, type: string, month: string, cutoff: string): Promise<number> {
  const { rows } = await db.query<{ due: string }>(
    'SELECT count(*) AS due FROM events WHERE tenant_id = $1 AND type = $2 AND occurred_at >= $3 AND occurred_at < $4',
    [tenantId, type, `${month}-01T00:00:00Z`, cutoff],
  )
  return Number(rows[0]?.due)
}

interface InLedger {
  readonly type: string
  readonly month: string
  readonly events: number
  readonly aside: number
  readonly late: number
}

/** What the ledger has, with what left it: both are anonymised. */
function withLeft(inLedger: readonly InLedger[], left: ReadonlyMap<string, readonly { events: number }[]>): InLedger[] {
  const months = new Map(inLedger.map((it) => [`${it.type} ${it.month}`, it]))
  for (const [name, slices] of left) {
    const [type = '', month = ''] = name.split(' ')
    const known = months.get(name) ?? { type, month, events: 0, aside: 0, late: 0 }
    months.set(name, { ...known, events: known.events + eventsIn(slices) })
  }
  return [...months.values()]
}

/** When months were last anonymised, by type and month. */
async function anonymisedAt(db: Database, tenantId: string): Promise<ReadonlyMap<string, string>> {
  const { rows } = await db.query<{ type: string; month: string; at: string }>(
    `SELECT type, month, max(removed_at) AS at FROM retention_removals
     WHERE tenant_id = $1 AND store = 'ledger' AND action = 'anonymise' GROUP BY type, month`,
    [tenantId],
  )
  return new Map(rows.map(({ type, month, at }) => [`${type} ${month}`, at]))
}

/** How many of a month's events are not anonymised: all, or those that came since it was. */
async function countUnknown(
  db: Database,
  tenantId: string,
  type: string,
  month: string,
  doneAt: ReadonlyMap<string, string>,
  all: number,
): Promise<number> {
  const since = doneAt.get(`${type} ${month}`)
  if (since === undefined) return all
  const { rows } = await db.query<{ events: string }>(
    `SELECT count(*) AS events FROM events WHERE tenant_id = $1 AND type = $2 AND received_at >= $3
       AND occurred_at >= $4 AND occurred_at < $5`,
    [tenantId, type, since, `${month}-01T00:00:00Z`, `${nextMonth(month)}T00:00:00Z`],
  )
  return Number(rows[0]?.events)
}
