import { countSlices, readSlices, type Slice } from '../ledger/hourly-slices.ts'
import { leftSlices } from '../ledger/leave.ts'
import type { LoggedEvent, LogPosition } from '../ledger/read-log.ts'
import { readRemoved } from '../ledger/removals.ts'
import { type Refused, setAside } from '../ledger/set-aside.ts'
import { chunksOf } from '../platform/chunk.ts'
import { messageOf } from '../platform/error-causes.ts'
import type { Logger } from '../platform/log.ts'
import type { Database } from '../postgres/pool.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'
import type { Drift } from '../warehouse/writing/checksums.ts'
import type { OnRefused } from '../warehouse/writing/repair.ts'
import { heldBeyond, sliceOf } from './ahead-of-watermark.ts'

export interface ReconcileRequest {
  readonly tenantId?: string | undefined
  /** Only events of this type, where given; rollups are compared with events of all types. */
  readonly type?: string | undefined
  /** RFC 3339; widened to whole hours. Everything where it is not given. */
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly repair: boolean
}

/** Keeps events that a store refuses as dead letters; told of the same ones again after a failure. */
export type KeepRefused = (consumer: string, refused: readonly Refused[]) => Promise<void>

interface Side {
  readonly count: number
  readonly checksum: string
}

export interface Difference extends Slice {
  readonly ledger: Side
  readonly warehouse: Side
}

export interface Reconciled {
  readonly compared: number
  /** Events that the ledger holds. */
  readonly events: number
  /** Slices and hours that were made right. */
  readonly repaired: number
  /** Slices in which the warehouse holds other events than the ledger, or such as lack their places in the log. */
  readonly differences: readonly Difference[]
  /** Hours in which a rollup differs from the warehouse's own events. */
  readonly drift: readonly Drift[]
}

/**
 * Runs `act` while no sink writes. The warehouse has everything up to `position`; where `isExact` is false it may have
 * some of what lies beyond.
 */
export type WhileSinkRests = <T>(act: (place: { position: LogPosition; isExact: boolean }) => Promise<T>) => Promise<T>

/** What reads events back that left the ledger: as the archive has them. @throws Error where it cannot be relied on */
export type ReadLeft = (slices: readonly Slice[]) => AsyncGenerator<LoggedEvent[]>

export type Reconcile = (request: ReconcileRequest) => Promise<Reconciled>

const hourMs = 3_600_000
/** Slices, or hours, that are mended by one statement. */
const atOnce = 300
const nothing: Side = { count: 0, checksum: '0' }
const nameOf = ({ tenant_id, type, hour }: Slice) => `${tenant_id}\u0000${type}\u0000${hour}`
const same = (a: Side, b: Side) => a.count === b.count && a.checksum === b.checksum

function wholeHours({ from, to }: ReconcileRequest): { from: string; to: string } {
  const floor = (moment: number) => new Date(Math.floor(moment / hourMs) * hourMs).toISOString()
  return {
    from: floor(Date.parse(from ?? '1970-01-01T00:00:00Z')),
    to: floor(Date.parse(to ?? '2199-01-01T00:00:00Z') + hourMs - 1),
  }
}

/**
 * Compares ledger and warehouse by tenant, type and hour, and rollups with events by hour, in count and checksum, and
 * repairs what differs.
 * @throws Failure warehouse_unavailable
 */
export function openReconcile(
  db: Database,
  warehouse: Warehouse,
  exclusively: WhileSinkRests,
  log: Logger,
  keepLetters: KeepRefused,
  left: ReadLeft,
): Reconcile {
  const onRefused: OnRefused = async (events, error) => {
    const refused = events.map((logged) => ({ logged, cause: 'refused_by_warehouse' }))
    // The letter first: what is recorded as set aside is never without one.
    await keepLetters('warehouse', refused)
    await setAside(db, 'warehouse', refused)
    log.error({ events: refused.length, reason: messageOf(error) }, 'set events aside that a repair could not write')
  }
  return ({ tenantId, type, repair, ...bounds }) =>
    exclusively(async ({ position, isExact }) => {
      const range = { ...wholeHours({ ...bounds, repair }), tenantId, type }
      const ahead = isExact ? [] : await heldBeyond(db, warehouse, range, position)
      const inLedger = withEvents(await countSlices(db, range, position), ahead)
      const isRemoved = await readRemoved(db, 'warehouse', tenantId)
      const isKept = (slice: Slice) => !isRemoved(slice)
      const differences = differing(inLedger.filter(isKept), (await warehouse.counts(range)).filter(isKept))
      for (const it of differences) log.warn({ ...it, repair }, 'ledger and warehouse differ')
      const source = { db, warehouse, left, log }
      const mended = repair ? await repairInGroups(source, differences, position, ahead, onRefused) : 0

      // Looked for last: what was repaired has its rollups made anew, and only what else is wrong shows.
      const drift = await warehouse.drift(range)
      for (const it of drift) log.warn({ ...it, repair }, 'a rollup and its events differ')
      if (repair) for (const hours of chunksOf(drift, atOnce)) await warehouse.rebuildHours(hours)

      const events = inLedger.reduce((sum, { count }) => sum + count, 0)
      const repaired = repair ? mended + drift.length : 0
      return { compared: inLedger.length, events, repaired, differences, drift }
    })
}

function differing(ledger: readonly (Slice & Side)[], warehouse: readonly (Slice & Side & { unplaced: number })[]) {
  const inLedger = new Map(ledger.map((it) => [nameOf(it), it]))
  const inWarehouse = new Map(warehouse.map((it) => [nameOf(it), it]))
  const found: Difference[] = []
  for (const [name, { tenant_id, type, hour }] of new Map([...inLedger, ...inWarehouse])) {
    const sides = { ledger: sideOf(inLedger.get(name)), warehouse: sideOf(inWarehouse.get(name)) }
    const unplaced = inWarehouse.get(name)?.unplaced ?? 0
    if (unplaced > 0 || !same(sides.ledger, sides.warehouse)) found.push({ tenant_id, type, hour, ...sides })
  }
  return found
}

const sideOf = (it: Side | undefined): Side => (it === undefined ? nothing : { count: it.count, checksum: it.checksum })

/** Slices with some events more than were counted. */
function withEvents(slices: readonly (Slice & Side)[], events: readonly LoggedEvent[]): (Slice & Side)[] {
  const counted = new Map(slices.map((it) => [nameOf(it), it]))
  for (const { event } of events) {
    const slice = sliceOf(event)
    const { count, checksum } = counted.get(nameOf(slice)) ?? nothing
    const sum = BigInt.asIntN(64, BigInt(checksum) ^ BigInt(event.checksum))
    counted.set(nameOf(slice), { ...slice, count: count + 1, checksum: String(sum) })
  }
  return [...counted.values()]
}

interface Source {
  readonly db: Database
  readonly warehouse: Warehouse
  readonly left: ReadLeft
  readonly log: Logger
}

/** An hour's slices side by side, so that its rollups are made anew once. @returns how many slices were made right */
async function repairInGroups(
  { db, warehouse, left, log }: Source,
  slices: readonly Slice[],
  position: LogPosition,
  ahead: readonly LoggedEvent[],
  onRefused: OnRefused,
): Promise<number> {
  const byHour = slices.toSorted((a, b) => (a.hour < b.hour ? -1 : a.hour > b.hour ? 1 : 0))
  let mended = 0
  for (const all of chunksOf(byHour, atOnce)) {
    const { whole, lacking } = await thoseWhole(db, left, all)
    for (const it of lacking)
      log.error({ ...it }, 'a slice cannot be repaired: the archive lacks events that left the ledger')
    const group = all.filter((slice) => !lacking.some((it) => nameOf(it) === nameOf(slice)))
    const names = new Set(group.map(nameOf))
    const more = ahead.filter(({ event }) => names.has(nameOf(sliceOf(event))))
    const events = followedBy(readSlices(db, group, position), left(whole), more)
    await warehouse.repair(group, events, onRefused)
    mended += group.length
  }
  return mended
}

/** Of slices those of which events left the ledger: as far as the archive has all that left, and those of which it lacks some. */
async function thoseWhole(db: Database, left: ReadLeft, slices: readonly Slice[]) {
  const names = new Set(slices.map(nameOf))
  const hours = slices.map(({ hour }) => hour).sort()
  const [from = '', last = ''] = [hours[0], hours.at(-1)]
  const to = new Date(Date.parse(last) + hourMs).toISOString()
  const expected = (await leftSlices(db, { from, to })).filter((it) => names.has(nameOf(it)))
  const found = new Map<string, number>()
  for await (const page of left(expected)) {
    for (const { event } of page) {
      const name = nameOf(sliceOf(event))
      found.set(name, (found.get(name) ?? 0) + 1)
    }
  }
  const isWhole = (it: Slice & { events: number }) => found.get(nameOf(it)) === it.events
  return { whole: expected.filter(isWhole), lacking: expected.filter((it) => !isWhole(it)) }
}

async function* followedBy(
  ...sources: (AsyncIterable<LoggedEvent[]> | LoggedEvent[])[]
): AsyncGenerator<LoggedEvent[]> {
  for (const source of sources) {
    if (Array.isArray(source)) yield source
    else yield* source
  }
}
