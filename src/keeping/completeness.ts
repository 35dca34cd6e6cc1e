import { archivedPosition } from '../archive/batches.ts'
import { countSlices } from '../ledger/hourly-slices.ts'
import { type LogPosition, logEnd } from '../ledger/read-log.ts'
import { readRemoved } from '../ledger/removals.ts'
import type { Database } from '../postgres/pool.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'

/** How many of the events that occurred in an hour (RFC 3339, UTC) have come how far. */
export interface CompleteHour {
  readonly hour: string
  /** Acknowledged. */
  readonly ledger: number
  /** Carried by the log: over Kafka those that were published, else those that are settled in the ledger. */
  readonly log: number
  readonly warehouse: number
  /** In finished batches of the archive. */
  readonly archive: number
  /** Whether all four agree, and ledger and warehouse in the events' checksums too. */
  readonly complete: boolean
}

const nothing = { count: 0, checksum: 0n }

/**
 * Opens the count of a tenant's hours in each store, as they are now: it does not wait for consumers, so events that
 * are under way are missing in the stores further on. Log and archive are counted by how far they have read the ledger;
 * whether the archive's files are sound is `verify`'s to say.
 * @param logged the place up to which the log carries the ledger
 */
export function openCompleteness(db: Database, warehouse: Warehouse, logged: () => Promise<LogPosition>) {
  /** @param range whole hours, RFC 3339. @throws Failure warehouse_unavailable */
  return async (tenantId: string, range: { from: string; to: string }): Promise<CompleteHour[]> => {
    const asked = { ...range, tenantId }
    // Events that a policy removed from the warehouse had reached every store, and are not compared any more.
    const isRemoved = await readRemoved(db, 'warehouse', tenantId)
    const byHour = (slices: readonly Counted[]) => tallyByHour(slices.filter((slice) => !isRemoved(slice)))
    // Downstream stores first: an event that arrives meanwhile is never counted in a store and missing from the ledger.
    const archive = byHour(await countSlices(db, asked, await archivedPosition(db)))
    const held = byHour(await warehouse.counts(asked))
    const log = byHour(await countSlices(db, asked, await logged()))
    const ledger = byHour(await countSlices(db, asked, logEnd))
    const hours = [...new Set([...ledger.keys(), ...held.keys()])].sort()
    return hours.map((hour): CompleteHour => {
      const inLedger = ledger.get(hour) ?? nothing
      const inWarehouse = held.get(hour) ?? nothing
      const counts = {
        ledger: inLedger.count,
        log: log.get(hour)?.count ?? 0,
        warehouse: inWarehouse.count,
        archive: archive.get(hour)?.count ?? 0,
      }
      const agree = Object.values(counts).every((count) => count === inLedger.count)
      return { hour, ...counts, complete: agree && inLedger.checksum === inWarehouse.checksum }
    })
  }
}

export type Completeness = ReturnType<typeof openCompleteness>

interface Counted {
  readonly tenant_id: string
  readonly type: string
  readonly hour: string
  readonly count: number
  readonly checksum: string
}

interface Tally {
  readonly count: number
  readonly checksum: bigint
}

/** Slices of all types of an hour together. */
function tallyByHour(slices: readonly Counted[]): Map<string, Tally> {
  const hours = new Map<string, Tally>()
  for (const { hour, count, checksum } of slices) {
    const before = hours.get(hour) ?? nothing
    hours.set(hour, { count: before.count + count, checksum: before.checksum ^ BigInt(checksum) })
  }
  return hours
}
