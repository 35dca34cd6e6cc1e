import { nameOfMonth, readArchivedMonths } from '../../archive/archived-months.ts'
import { archiveConsumer } from '../../archive/batches.ts'
import type { Slice } from '../../ledger/hourly-slices.ts'
import { leftSlices } from '../../ledger/leave.ts'
import { type LogPosition, logEnd } from '../../ledger/read-log.ts'
import { recountRange } from '../../ledger/recount.ts'
import { readRemoved } from '../../ledger/removals.ts'
import type { RetentionDeps } from '../deps.ts'

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

export const eventsIn = (slices: Iterable<{ readonly events: number }>) =>
  [...slices].reduce((sum, it) => sum + it.events, 0)

export const areSame = (
  a: ReadonlyMap<string, Tally> | undefined,
  b: ReadonlyMap<string, Tally> | undefined,
): boolean =>
  [...new Set([...(a?.keys() ?? []), ...(b?.keys() ?? [])])].every((hour) => isSame(a?.get(hour), b?.get(hour)))

const counted = (slices: readonly (Slice & { count: number; checksum: string })[]): Counted[] =>
  slices.map(({ count, ...slice }) => ({ ...slice, events: count }))

/** Slices of each type and month, `type YYYY-MM`, by their hour. */
export type StoredMonths = ReadonlyMap<string, ReadonlyMap<string, Counted>>

/** What each store has of a tenant now. */
export interface Stored {
  readonly archive: StoredMonths
  /** Of the ledger, what the archive should have and what the warehouse should have. */
  readonly ledger: { readonly asArchived: StoredMonths; readonly forWarehouse: StoredMonths }
  readonly warehouse: StoredMonths
  /** What left the ledger for the archive. */
  readonly left: ReadonlyMap<string, readonly { readonly events: number }[]>
  /** Whether a policy removed it from the warehouse. */
  readonly isGone: (slice: Slice) => boolean
  readonly manifestsOf: (type: string, month: string) => readonly string[]
}

const allTime = { from: '1970-01-01T00:00:00Z', to: '2199-01-01T00:00:00Z' }

/** @param position up to where the ledger is archived. @throws Failure warehouse_unavailable, archive_unavailable */
export async function readStored(
  { db, warehouse, archive }: RetentionDeps,
  tenantId: string,
  position: LogPosition,
): Promise<Stored> {
  const whole = { ...allTime, tenantId }
  const archived = await readArchivedMonths(archive, tenantId)
  return {
    archive: byMonth(archived.slices.values()),
    ledger: {
      asArchived: byMonth(counted(await recountRange(db, whole, position, archiveConsumer))),
      forWarehouse: byMonth(counted(await recountRange(db, whole, logEnd))),
    },
    warehouse: byMonth(counted(await warehouse.counts(whole))),
    left: Map.groupBy(await leftSlices(db, whole), ({ type, hour }) => `${type} ${hour.slice(0, 7)}`),
    isGone: await readRemoved(db, 'warehouse', tenantId),
    manifestsOf: (type, month) => archived.manifests.get(nameOfMonth({ tenant_id: tenantId, type, month })) ?? [],
  }
}
