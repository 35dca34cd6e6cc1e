import { countSlices, readSlices, type Slice } from '../ledger/hourly-slices.ts'
import { leftSlices } from '../ledger/leave.ts'
import type { LoggedEvent, LogPosition } from '../ledger/read-log.ts'
import { correctCounts, countedSlices, findMiscounted, recountSlices } from '../ledger/recount.ts'
import { readRemoved } from '../ledger/removals.ts'
import { type Refused, setAside } from '../ledger/set-aside.ts'
import { sliceOf } from '../ledger/slice.ts'
import { chunksOf } from '../platform/chunk.ts'
import { messageOf } from '../platform/error-causes.ts'
import type { Logger } from '../platform/log.ts'
import type { Database } from '../postgres/pool.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'
import type { Drift } from '../warehouse/writing/checksums.ts'
import type { OnRefused } from '../warehouse/writing/repair.ts'
import { heldBeyond } from './ahead-of-watermark.ts'
import { movingSlices, type UnderWay } from './moving-slices.ts'

export interface ReconcileRequest {
  readonly tenantId?: string | undefined
  /** Only events of this type, where given; rollups are compared with events of all types. */
  readonly type?: string | undefined
  /** RFC 3339; widened to whole hours. Everything where it is not given. */
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly repair: boolean
  /** Leaves slices out to which events are on their way; else the sinks rest for a moment and these are compared too. */
  readonly onlySettled?: true
  /** Reads all events of the ledger first, and believes them where the log had counted others. */
  readonly recount?: boolean | undefined
}

/** Keeps events that a store refuses as dead letters; called with the same ones again after a failure. */
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

/** How far the warehouse is now, without holding anything. */
export type HowFar = () => Promise<UnderWay>

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
 * repairs what differs. The ledger's side is what the log has counted; where it differs from the warehouse, or where events are on
 * their way, the slices are compared once more while no sink writes, and the ledger's events of those that still differ are read.
 * @throws Failure warehouse_unavailable
 */
export function openReconcile(deps: {
  readonly db: Database
  readonly warehouse: Warehouse
  readonly howFar: HowFar
  readonly exclusively: WhileSinkRests
  readonly log: Logger
  readonly keepLetters: KeepRefused
  readonly left: ReadLeft
}): Reconcile {
  const { db, warehouse, howFar, exclusively, log, keepLetters, left } = deps
  const onRefused: OnRefused = async (events, error) => {
    const refused = events.map((logged) => ({ logged, cause: 'refused_by_warehouse' }))
    // The letter first: what is recorded as set aside is never without one.
    await keepLetters('warehouse', refused)
    await setAside(db, 'warehouse', refused)
    log.error({ events: refused.length, reason: messageOf(error) }, 'set events aside that a repair could not write')
  }
  return async ({ tenantId, type, repair, onlySettled, recount, ...bounds }) => {
    const range = { ...wholeHours({ ...bounds, repair }), tenantId, type }
    const isRemoved = await readRemoved(db, 'warehouse', tenantId)
    const kept = <S extends Slice>(slices: readonly S[]) => slices.filter((it) => !isRemoved(it))

    if (recount) await correct(db, log, await countedSlices(db, range))
    const far = await howFar()
    const inWarehouse = await warehouse.counts(range)
    const driftNow = await warehouse.drift(range)
    // After the queries to the warehouse: whatever it had of the log by then is in the log now.
    const moving = await movingSlices(db, range, far)
    const counts = new Map((await countSlices(db, range, far.position)).map((it) => [nameOf(it), it]))
    const isMoving = isAmong(moving)
    const unsure = [
      ...differing(kept([...counts.values()]), kept(inWarehouse)).filter((it) => !isMoving(it)),
      ...(onlySettled ? [] : moving),
    ]
    const unsureHours = driftNow.filter((it) => !onlySettled || !moving.some((slice) => isSameHour(slice, it)))
    const sum = (slices: Iterable<Side>) => [...slices].reduce((events, { count }) => events + count, 0)
    if (unsure.length === 0 && unsureHours.length === 0) {
      return { compared: counts.size, events: sum(counts.values()), repaired: 0, differences: [], drift: [] }
    }

    return exclusively(async ({ position, isExact }) => {
      const narrow = { ...spanOf([...unsure, ...unsureHours]), tenantId, type }
      const isUnsure = isAmong(unsure)
      const ahead = isExact ? [] : await heldBeyond(db, warehouse, narrow, position)
      const countedNow = withEvents(await countSlices(db, narrow, position), ahead).filter(isUnsure)
      for (const it of unsure) counts.delete(nameOf(it))
      for (const it of countedNow) counts.set(nameOf(it), it)
      const held = kept(await warehouse.counts(narrow)).filter(isUnsure)
      const doubtful = differing(kept(countedNow), held)
      const inLedger = doubtful.length === 0 ? [] : await recounted(db, doubtful, position, ahead)
      for (const it of doubtful) counts.delete(nameOf(it))
      for (const it of inLedger) counts.set(nameOf(it), it)
      const differences = differing(inLedger, held.filter(isAmong(doubtful)))
      await correct(
        db,
        log,
        doubtful.filter((it) => !isAmong(differences)(it)),
      )
      for (const it of differences) log.warn({ ...it, repair }, 'ledger and warehouse differ')
      const source = { db, warehouse, left, log }
      const mended = repair ? await repairInGroups(source, differences, position, ahead, onRefused) : 0

      // Looked for last: what was repaired has its rollups made anew, and only what else is wrong shows.
      const drift = await warehouse.drift(narrow)
      for (const it of drift) log.warn({ ...it, repair }, 'a rollup and its events differ')
      if (repair) for (const hours of chunksOf(drift, atOnce)) await warehouse.rebuildHours(hours)

      const repaired = repair ? mended + drift.length : 0
      return { compared: counts.size, events: sum(counts.values()), repaired, differences, drift }
    })
  }
}

const isAmong = (slices: readonly Slice[]) => {
  const names = new Set(slices.map(nameOf))
  return (slice: Slice) => names.has(nameOf(slice))
}

const isSameHour = (a: { tenant_id: string; hour: string }, b: { tenant_id: string; hour: string }) =>
  a.tenant_id === b.tenant_id && Date.parse(a.hour) === Date.parse(b.hour)

function spanOf(slices: readonly { readonly hour: string }[]): { from: string; to: string } {
  const hours = slices.map(({ hour }) => Date.parse(hour)).sort((a, b) => a - b)
  const [first = 0, last = 0] = [hours[0], hours.at(-1)]
  return { from: new Date(first).toISOString(), to: new Date(last + hourMs).toISOString() }
}

/** What the ledger's own events are in slices, with what the warehouse has ahead of the position. */
async function recounted(
  db: Database,
  slices: readonly Slice[],
  position: LogPosition,
  ahead: readonly LoggedEvent[],
): Promise<(Slice & Side)[]> {
  const found: (Slice & Side)[] = []
  for (const some of chunksOf(slices, atOnce)) found.push(...(await recountSlices(db, some, position)))
  return withEvents(
    found,
    ahead.filter(({ event }) => isAmong(slices)(sliceOf(event))),
  )
}

/** Ledger and warehouse agree on these slices: two stores outvote what was counted of them. */
async function correct(db: Database, log: Logger, slices: readonly Slice[]): Promise<void> {
  for (const some of chunksOf(slices, atOnce)) {
    for (const it of await findMiscounted(db, some))
      log.warn({ ...it }, 'the log had counted a slice otherwise; corrected')
    await correctCounts(db, some)
  }
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
