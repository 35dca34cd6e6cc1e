import { nameOfMonth, readArchivedMonths, verifyMonth } from '../archive/archived-months.ts'
import { archiveConsumer } from '../archive/batches.ts'
import { countPartition, dropPartition, isSetAside } from '../ledger/leave.ts'
import { countedPosition, countLog } from '../ledger/log-counts.ts'
import { forgetPartitions, nextMonth, partitionMonths } from '../ledger/partitions.ts'
import { type LogPosition, logEnd, logHead } from '../ledger/read-log.ts'
import { forgetRecent } from '../ledger/recent-cache.ts'
import { recountRange } from '../ledger/recount.ts'
import { readRemoved } from '../ledger/removals.ts'
import { readHeldMonths } from '../subjects/held-months.ts'
import type { RetentionDeps } from './deps.ts'
import { cutoffOf, isOver } from './plan/rows.ts'

/** A month that stays in PostgreSQL though it is older than the hot window, and why. */
export interface KeptMonth {
  readonly month: string
  readonly reason:
    | 'behind'
    | 'set_aside'
    | 'not_archived'
    | 'not_in_warehouse'
    | 'legal_hold'
    | 'not_verified'
    | 'changed'
}

interface Side {
  readonly events: number
  readonly checksum: string
}

type Slices = ReadonlyMap<string, Side>

const nameOf = ({ tenant_id, type, hour }: { tenant_id: string; type: string; hour: string }) =>
  `${tenant_id}\u0000${type}\u0000${hour}`
const areSame = (a: Slices, b: Slices) =>
  [...new Set([...a.keys(), ...b.keys()])].every((name) => {
    const [left, right] = [a.get(name), b.get(name)]
    return (left?.events ?? 0) === (right?.events ?? 0) && (left?.checksum ?? '0') === (right?.checksum ?? '0')
  })
const byName = (
  slices: readonly { tenant_id: string; type: string; hour: string; count: number; checksum: string }[],
) => new Map(slices.map((it) => [nameOf(it), { ...it, events: it.count }]))

/**
 * Drops the partitions of months that are older than the hot window, of all tenants at once: only where the archive and the
 * warehouse have all of their events, every file that holds them is as it was written, every consumer of the log is past them, and no
 * hold stands on any.
 * @param positions how far each consumer of the log is
 * @throws Failure warehouse_unavailable, archive_unavailable
 */
export async function narrowLedger(
  deps: RetentionDeps,
  positions: readonly (() => Promise<LogPosition>)[],
  days: number,
  signal: AbortSignal,
): Promise<{ left: string[]; kept: KeptMonth[] }> {
  const { db, archive } = deps
  const cutoff = cutoffOf({ days }, deps.now())
  const due = (await partitionMonths(db)).filter((month) => isOver(month, cutoff))
  const left: string[] = []
  const kept: KeptMonth[] = []
  if (due.length === 0) return { left, kept }
  const archived = await readArchivedMonths(archive, undefined)
  for (const month of due) {
    signal.throwIfAborted()
    const expected = await countPartition(db, month)
    const reason = expected.events === 0 ? undefined : await whyKept(deps, positions, month, archived)
    if (reason === undefined && (await dropPartition(db, month, expected))) {
      forgetPartitions(db)
      forgetRecent(db)
      deps.metrics.retentionRemoved.inc({ store: 'hot_window' }, expected.events)
      deps.log.info({ month, events: expected.events }, 'a month left PostgreSQL; archive and warehouse have it')
      left.push(month)
    } else kept.push({ month, reason: reason ?? 'changed' })
  }
  return { left, kept }
}

async function whyKept(
  deps: RetentionDeps,
  positions: readonly (() => Promise<LogPosition>)[],
  month: string,
  archived: Awaited<ReturnType<typeof readArchivedMonths>>,
): Promise<KeptMonth['reason'] | undefined> {
  const { db, warehouse, archive } = deps
  const range = { from: `${month}-01T00:00:00Z`, to: `${nextMonth(month)}T00:00:00Z` }
  // What leaves the ledger must have been counted; what came later makes the partition another than was looked at.
  await countLog(db, await logHead(db))
  for (const position of [...positions, () => countedPosition(db)]) {
    const { tx, position: at } = await position()
    const { rows } = await db.query(
      `SELECT FROM event_keys JOIN events ON events.tenant_id = event_keys.tenant_id
         AND events.occurred_at = event_keys.occurred_at AND events.id = event_keys.event_id
       WHERE (event_keys.tx, event_keys.position) > ($1::xid8, $2::bigint)
         AND events.occurred_at >= $3 AND events.occurred_at < $4 LIMIT 1`,
      [tx, at, range.from, range.to],
    )
    if (rows.length > 0) return 'behind'
  }
  const aside = await db.query(
    `SELECT FROM events WHERE occurred_at >= $1 AND occurred_at < $2 AND ${isSetAside} LIMIT 1`,
    [range.from, range.to],
  )
  if (aside.rows.length > 0) return 'set_aside'

  const slices = byName(await recountRange(db, range, logEnd, archiveConsumer))
  const inArchive = new Map([...archived.slices].filter(([, { hour }]) => hour.startsWith(month)))
  if (!areSame(slices, inArchive)) return 'not_archived'
  const isRemoved = await readRemoved(db, 'warehouse', undefined)
  const due = (await recountRange(db, range, logEnd)).filter((it) => !isRemoved(it))
  const held = (await warehouse.counts(range)).filter((it) => !isRemoved(it))
  if (!areSame(byName(due), byName(held))) return 'not_in_warehouse'

  const units = new Map(
    [...slices.values()].map(({ tenant_id, type }) => [
      nameOfMonth({ tenant_id, type, month }),
      { tenant_id, type, month },
    ]),
  )
  for (const tenantId of new Set([...units.values()].map(({ tenant_id }) => tenant_id))) {
    const holds = await readHeldMonths(deps, tenantId)
    if (holds.all.length === 0) continue
    const own = [...units.values()].filter(({ tenant_id }) => tenant_id === tenantId)
    if (own.some(({ type }) => holds.on(type, month).length > 0)) return 'legal_hold'
  }
  for (const [name, unit] of units) {
    const problems = await verifyMonth(archive, unit, archived.manifests.get(name) ?? [])
    for (const it of problems)
      deps.log.error({ ...it, ...unit }, 'a month stays in PostgreSQL for what this file does not prove')
    if (problems.length > 0) return 'not_verified'
  }
  return undefined
}
