import { nameOfMonth, readArchivedMonths, verifyMonth } from '../archive/archived-months.ts'
import { archiveConsumer, archivedPosition } from '../archive/batches.ts'
import type { SliceCount } from '../archive/tally.ts'
import type { Slice } from '../ledger/hourly-slices.ts'
import { isSetAside, leftSlices } from '../ledger/leave.ts'
import { countLog } from '../ledger/log-counts.ts'
import { nextMonth } from '../ledger/partitions.ts'
import { type LogPosition, logEnd } from '../ledger/read-log.ts'
import { recountRange } from '../ledger/recount.ts'
import { readRemoved } from '../ledger/removals.ts'
import type { Database } from '../postgres/pool.ts'
import { type HeldMonths, readHeldMonths } from '../subjects/held-months.ts'
import type { RetentionDeps } from './deps.ts'
import { type Policy, policyFor, type RetentionAction, type RetentionStore } from './policies.ts'

/** Why something that a policy names stays for now. */
export const heldReasons = [
  'current_month',
  'not_archived',
  'not_verified',
  'not_in_warehouse',
  'set_aside',
  'legal_hold',
  'last_copy',
  'opening_balance',
] as const
export type HeldReason = (typeof heldReasons)[number]

export interface HeldBack {
  readonly reason: HeldReason
  readonly events: number
  /** Ids of legal holds. */
  readonly holds?: readonly string[]
}

/** What of a store, type and month of UTC would go, and what stays for now. `*` where the store is not kept by type. */
export interface PlanRow {
  readonly store: RetentionStore
  readonly action: RetentionAction
  readonly type: string
  readonly month: string
  /** Events, dead letters or entries that go. */
  readonly events: number
  /** Of these: those whose files in the archive are not checked yet. They stay where a file is not as it was written. */
  readonly to_verify: number
  readonly held_back: readonly HeldBack[]
}

/** A row with what it takes to carry it out. */
export interface PlannedMonth extends PlanRow {
  readonly slices: readonly (Slice & { readonly events: number })[]
  /** Of the archive. */
  readonly manifests: readonly string[]
}

export interface Plan {
  readonly months: readonly PlannedMonth[]
  /** What the ledger may remove events up to. */
  readonly position: LogPosition
  readonly holds: HeldMonths
}

const dayMs = 86_400_000
const allTime = { from: '1970-01-01T00:00:00Z', to: '2199-01-01T00:00:00Z' }

/** What occurred before this moment is older than a policy's days. */
export const cutoffOf = ({ days }: Pick<Policy, 'days'>, now: number): string =>
  new Date(now - days * dayMs).toISOString()

/** Whether all of a month of UTC is older: a month goes whole, or not at all. */
export const isOver = (month: string, cutoff: string): boolean => `${nextMonth(month)}T00:00:00.000Z` <= cutoff

interface Tally {
  readonly events: number
  readonly checksum: string
}
const isSame = (a: Tally | undefined, b: Tally | undefined) =>
  (a?.events ?? 0) === (b?.events ?? 0) && (a?.checksum ?? '0') === (b?.checksum ?? '0')

type Counted = Slice & Tally

const byMonth = (slices: Iterable<Counted>): Map<string, Map<string, Counted>> => {
  const months = new Map<string, Map<string, Counted>>()
  for (const slice of slices) {
    if (slice.events === 0) continue
    const name = `${slice.type} ${slice.hour.slice(0, 7)}`
    const month = months.get(name) ?? new Map<string, Counted>()
    months.set(name, month.set(slice.hour, slice))
  }
  return months
}

const eventsIn = (slices: Iterable<{ readonly events: number }>) => [...slices].reduce((sum, it) => sum + it.events, 0)

const areSame = (a: ReadonlyMap<string, Tally> | undefined, b: ReadonlyMap<string, Tally> | undefined): boolean =>
  [...new Set([...(a?.keys() ?? []), ...(b?.keys() ?? [])])].every((hour) => isSame(a?.get(hour), b?.get(hour)))

const counted = (slices: readonly (Slice & { count: number; checksum: string })[]): Counted[] =>
  slices.map(({ count, ...slice }) => ({ ...slice, events: count }))

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

/**
 * What a tenant's policies would take away now, store by store, by type and month, and what stays for now and why.
 * @param verifyMs how long files of the archive may be checked; what is left then is told by `to_verify`
 * @throws Failure warehouse_unavailable, archive_unavailable
 */
export async function planRetention(
  deps: RetentionDeps,
  tenantId: string,
  policies: readonly Policy[],
  verifyMs: number,
): Promise<Plan> {
  const { db, warehouse, archive, balanced } = deps
  const now = deps.now()
  const holds = await readHeldMonths(deps, tenantId)
  const position = await archivedPosition(db)
  // What leaves the ledger must have been counted.
  await countLog(db, position)
  const deadline = performance.now() + verifyMs
  const checked = new Map<string, number>()
  const last =
    policies
      .map((it) => cutoffOf(it, now))
      .sort()
      .at(-1) ?? ''
  const ofEvents = policies.some(({ store }) => store !== 'dead_letters' && store !== 'audit')

  const archived = ofEvents
    ? await readArchivedMonths(archive, tenantId)
    : { slices: new Map<string, SliceCount>(), manifests: new Map<string, string[]>(), problems: [] }
  const inArchive = byMonth(archived.slices.values())
  const whole = { ...allTime, tenantId }
  const ledgerAsArchived = byMonth(ofEvents ? counted(await recountRange(db, whole, position, archiveConsumer)) : [])
  const ledgerForWarehouse = byMonth(ofEvents ? counted(await recountRange(db, whole, logEnd)) : [])
  const inWarehouse = byMonth(ofEvents ? counted(await warehouse.counts(whole)) : [])
  const left = Map.groupBy(
    ofEvents ? await leftSlices(db, whole) : [],
    ({ type, hour }) => `${type} ${hour.slice(0, 7)}`,
  )
  const isGone = await readRemoved(db, 'warehouse', tenantId)
  const manifestsOf = (type: string, month: string) =>
    archived.manifests.get(nameOfMonth({ tenant_id: tenantId, type, month })) ?? []

  /** How many problems the files of a month have; undefined where there is no time left to look. */
  async function problemsOf(type: string, month: string): Promise<number | undefined> {
    const name = `${type} ${month}`
    const known = checked.get(name)
    if (known !== undefined || performance.now() > deadline) return known
    const found = await verifyMonth(archive, { tenant_id: tenantId, type, month }, manifestsOf(type, month))
    for (const it of found)
      deps.log.error({ ...it, tenant_id: tenantId, type, month }, 'retention keeps what this file does not prove')
    checked.set(name, found.length)
    return found.length
  }

  const months: PlannedMonth[] = []
  type Row = Pick<PlannedMonth, 'store' | 'action' | 'type' | 'month'>
  const add = (
    row: Row,
    events: number,
    held_back: readonly HeldBack[],
    more: Partial<Pick<PlannedMonth, 'slices' | 'manifests' | 'to_verify'>> = {},
  ) => {
    if (events === 0 && held_back.length === 0) return
    months.push({ ...row, events, to_verify: 0, held_back, slices: [], manifests: [], ...more })
  }
  const all = (row: Row, events: number, reason: HeldReason, ids?: readonly string[]) =>
    add(row, 0, [{ reason, events, ...(ids && { holds: ids }) }])

  /** Adds what goes once its files are found to be sound. */
  async function addVerified(row: Row, events: number, held: HeldBack[], more: Partial<PlannedMonth>): Promise<void> {
    const problems = events === 0 ? 0 : await problemsOf(row.type, row.month)
    if (problems === undefined || problems === 0) {
      add(row, events, held, { ...more, to_verify: problems === undefined ? events : 0 })
    } else add(row, 0, [...held, { reason: 'not_verified', events }])
  }

  if (ofEvents) {
    const inLedger = await countLedger(db, tenantId, last, position)
    const doneAt = await anonymisedAt(db, tenantId)
    for (const action of ['anonymise', 'delete'] as const) {
      for (const { type, month, events, aside, late } of withLeft(
        inLedger,
        action === 'anonymise' ? left : new Map(),
      )) {
        const policy = policyFor(policies, 'ledger', action, type)
        if (policy === undefined) continue
        const row: Row = { store: 'ledger', action, type, month }
        const cutoff = cutoffOf(policy, now)
        if (!isOver(month, cutoff)) {
          const due = await countDue(db, tenantId, type, month, cutoff)
          if (due > 0) all(row, due, 'current_month')
          continue
        }
        const total = action === 'anonymise' ? await countUnknown(db, tenantId, type, month, doneAt, events) : events
        if (total === 0) continue
        const ids = holds.on(type, month)
        if (ids.length > 0) {
          all(row, total, 'legal_hold', ids)
          continue
        }
        const name = `${type} ${month}`
        const held: HeldBack[] = [
          ...(late > 0 ? [{ reason: 'not_archived' as const, events: late }] : []),
          ...(aside > 0 ? [{ reason: 'set_aside' as const, events: aside }] : []),
        ]
        const goes = Math.max(0, total - late - aside)
        const slices = [...(ledgerAsArchived.get(name)?.values() ?? [])]
        if (!areSame(ledgerAsArchived.get(name), inArchive.get(name))) all(row, total, 'not_archived')
        else if (
          !isGone({ tenant_id: tenantId, type, hour: month }) &&
          !areSame(ledgerForWarehouse.get(name), inWarehouse.get(name))
        ) {
          all(row, total, 'not_in_warehouse')
        } else await addVerified(row, goes, held, { slices, manifests: manifestsOf(type, month) })
      }
    }
    const leaving = new Set<string>()
    for (const [name, slices] of inWarehouse) {
      const [type = '', month = ''] = name.split(' ')
      const policy = policyFor(policies, 'warehouse', 'delete', type)
      if (policy === undefined) continue
      const row: Row = { store: 'warehouse', action: 'delete', type, month }
      const cutoff = cutoffOf(policy, now)
      const events = eventsIn(slices.values())
      const due = eventsIn([...slices.values()].filter(({ hour }) => hour < cutoff))
      const ids = holds.on(type, month)
      if (due === 0) continue
      if (!isOver(month, cutoff)) all(row, due, 'current_month')
      else if (ids.length > 0) all(row, events, 'legal_hold', ids)
      else if (balanced.has(type)) all(row, events, 'opening_balance')
      else if (!areSame(slices, inArchive.get(name))) all(row, events, 'not_archived')
      else {
        const before = months.length
        await addVerified(row, events, [], { slices: [...slices.values()] })
        if ((months[before]?.events ?? 0) > 0) leaving.add(name)
      }
    }
    for (const [name, slices] of inArchive) {
      const [type = '', month = ''] = name.split(' ')
      const policy = policyFor(policies, 'archive', 'delete', type)
      if (policy === undefined) continue
      const row: Row = { store: 'archive', action: 'delete', type, month }
      const cutoff = cutoffOf(policy, now)
      const events = eventsIn(slices.values())
      const due = eventsIn([...slices.values()].filter(({ hour }) => hour < cutoff))
      const ids = holds.on(type, month)
      const leavesLedger = months.some(
        (it) =>
          it.store === 'ledger' && it.action === 'delete' && it.type === type && it.month === month && it.events > 0,
      )
      const isElsewhere = !left.has(name) && !leavesLedger
      if (due === 0) continue
      if (!isOver(month, cutoff)) all(row, due, 'current_month')
      else if (ids.length > 0) all(row, events, 'legal_hold', ids)
      // The warehouse could be made again from nothing else.
      else if (!isElsewhere && inWarehouse.has(name) && !leaving.has(name)) all(row, events, 'last_copy')
      else add(row, events, [], { slices: [...slices.values()], manifests: manifestsOf(type, month) })
    }
  }
  await addLetters(db, tenantId, policies, now, holds, add)
  await addEntries(db, tenantId, policies, now, holds, add)
  return { months, position, holds }
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

type Add = (
  row: Pick<PlannedMonth, 'store' | 'action' | 'type' | 'month'>,
  events: number,
  held: readonly HeldBack[],
) => void

/** What a letter says is sealed: while anything is held, letters stay. */
async function addLetters(
  db: Database,
  tenantId: string,
  policies: readonly Policy[],
  now: number,
  holds: HeldMonths,
  add: Add,
) {
  const policy = policyFor(policies, 'dead_letters', 'delete', '*')
  if (policy === undefined) return
  const cutoff = cutoffOf(policy, now)
  const { rows } = await db.query<{ month: string; letters: string }>(
    `SELECT to_char(died_at, 'YYYY-MM') AS month, count(*) AS letters FROM dead_letters
     WHERE tenant_id = $1 AND died_at < $2 GROUP BY 1 ORDER BY 1`,
    [tenantId, cutoff],
  )
  for (const { month, letters } of rows) {
    const row = { store: 'dead_letters', action: 'delete', type: '*', month } as const
    const events = Number(letters)
    if (!isOver(month, cutoff)) add(row, 0, [{ reason: 'current_month', events }])
    else if (holds.all.length > 0) add(row, 0, [{ reason: 'legal_hold', events, holds: holds.all }])
    else add(row, events, [])
  }
}

/** A trail is cut at its beginning alone: from the first month that is held on, all stays. */
async function addEntries(
  db: Database,
  tenantId: string,
  policies: readonly Policy[],
  now: number,
  holds: HeldMonths,
  add: Add,
) {
  const policy = policyFor(policies, 'audit', 'delete', '*')
  if (policy === undefined) return
  const cutoff = cutoffOf(policy, now)
  const tokens = holds.subjects.flatMap(({ subjects }) => subjects)
  const { rows } = await db.query<{ month: string; entries: string; held: string }>(
    `SELECT to_char(at, 'YYYY-MM') AS month, count(*) AS entries, count(*) FILTER (WHERE subjects && $3::text[]) AS held
     FROM compliance_audit_logs WHERE tenant_id = $1 AND at < $2 GROUP BY 1 ORDER BY 1`,
    [tenantId, cutoff, tokens],
  )
  let isHeld = false
  for (const { month, entries, held } of rows) {
    const row = { store: 'audit', action: 'delete', type: '*', month } as const
    const events = Number(entries)
    isHeld ||= Number(held) > 0
    if (!isOver(month, cutoff)) add(row, 0, [{ reason: 'current_month', events }])
    else if (isHeld) add(row, 0, [{ reason: 'legal_hold', events, holds: holds.subjects.map(({ id }) => id) }])
    else add(row, events, [])
  }
}
