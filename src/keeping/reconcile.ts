import type { StoredEvent } from '../events/envelope.ts'
import type { Database } from '../ledger/database.ts'
import type { LogPosition } from '../ledger/read-log.ts'
import { countSlices, readSlice, type Slice } from '../ledger/slices.ts'
import type { Logger } from '../platform/log.ts'
import type { HourCount } from '../warehouse/counts.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'

export interface ReconcileRequest {
  readonly tenantId?: string | undefined
  /** RFC 3339; widened to whole hours. Everything where it is not given. */
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly repair: boolean
}

interface Side {
  readonly count: number
  readonly checksum: string
}

export interface Difference extends Slice {
  readonly ledger: Side
  readonly warehouse: Side
  /** What the rollup counts for this hour where it is the rollup that differs; null otherwise. */
  readonly rollup: number | null
}

export interface Reconciled {
  readonly compared: number
  readonly events: number
  readonly repaired: number
  readonly differences: readonly Difference[]
}

export type Reconcile = (request: ReconcileRequest) => Promise<Reconciled>

const hourMs = 3_600_000
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
 * Compares ledger and warehouse by tenant, type and hour, in count and checksum, and repairs what differs.
 * @param exclusively runs between two batches of the sink, and tells how far it has come: what lies beyond is not
 *   missing, only not there yet.
 * @throws Failure warehouse_unavailable
 */
export function openReconcile(
  db: Database,
  warehouse: Warehouse,
  exclusively: <T>(act: (position: LogPosition) => Promise<T>) => Promise<T>,
  log: Logger,
): Reconcile {
  return (request) =>
    exclusively(async (position) => {
      const range = { ...wholeHours(request), tenantId: request.tenantId }
      const inLedger = new Map((await countSlices(db, range, position)).map((it) => [nameOf(it), it]))
      const inWarehouse = new Map((await warehouse.counts(range)).map((it) => [nameOf(it), it]))
      const differing: Difference[] = []
      for (const name of new Set([...inLedger.keys(), ...inWarehouse.keys()])) {
        const ledger = inLedger.get(name)
        const there = inWarehouse.get(name)
        if (same(ledger ?? nothing, there ?? nothing)) continue
        const { tenant_id, type, hour } = (ledger ?? there) as Slice
        differing.push({ tenant_id, type, hour, ledger: side(ledger), warehouse: side(there), rollup: null })
      }
      differing.push(...(await rollupDifferences(warehouse, range, inWarehouse, differing)))

      let repaired = 0
      for (const it of differing) {
        log.warn({ ...it, repair: request.repair }, 'ledger and warehouse differ')
        if (!request.repair) continue
        const events: StoredEvent[] = await readSlice(db, it, position)
        await warehouse.repair(it, events)
        repaired += 1
      }
      const events = [...inLedger.values()].reduce((sum, { count }) => sum + count, 0)
      return { compared: inLedger.size, events, repaired, differences: differing }
    })
}

const side = (it: Side | undefined): Side => (it === undefined ? nothing : { count: it.count, checksum: it.checksum })

/** Hours whose events agree with the ledger while the rollup was made from others, or from more or fewer. */
async function rollupDifferences(
  warehouse: Warehouse,
  range: { from: string; to: string; tenantId: string | undefined },
  inWarehouse: ReadonlyMap<string, Slice & Side>,
  known: readonly Difference[],
): Promise<Difference[]> {
  const hourOf = (it: { tenant_id: string; hour: string }) => `${it.tenant_id}\u0000${it.hour}`
  const events = new Map<string, { slice: Slice & Side; count: number; checksum: bigint }>()
  for (const slice of inWarehouse.values()) {
    const before = events.get(hourOf(slice)) ?? { count: 0, checksum: 0n }
    const checksum = before.checksum ^ BigInt(slice.checksum)
    events.set(hourOf(slice), { slice, count: before.count + slice.count, checksum })
  }
  const rollups = new Map((await warehouse.rollupCounts(range)).map((it) => [hourOf(it), it]))
  const repairedAnyway = new Set(known.map(hourOf))
  const drifted: Difference[] = []
  for (const hour of new Set([...events.keys(), ...rollups.keys()])) {
    const there = events.get(hour)
    const rollup = rollups.get(hour)
    const agrees = there?.count === rollup?.count && there?.checksum === (rollup && BigInt(rollup.checksum))
    if (agrees || repairedAnyway.has(hour)) continue
    // An hour without events belongs to no type; repairing none of them still works out its rollups anew.
    const { tenant_id, type, hour: moment } = there?.slice ?? { ...(rollup as HourCount), type: '' }
    const both = side(there?.slice)
    drifted.push({ tenant_id, type, hour: moment, ledger: both, warehouse: both, rollup: rollup?.count ?? 0 })
  }
  return drifted
}
