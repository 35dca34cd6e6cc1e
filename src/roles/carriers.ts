import { archivedPosition } from '../archive/batches.ts'
import type { Catalogue } from '../events/catalogue.ts'
import type { IngestDeps } from '../ingest/ingest.ts'
import type { Database } from '../ledger/database.ts'
import { countAfter, type LogPosition } from '../ledger/read-log.ts'
import { consumerPosition } from '../log/batches.ts'
import type { Consumer } from '../log/consumer.ts'
import { whileHeld } from '../log/hold.ts'
import { openLease } from '../log/lease.ts'
import type { Wake } from '../log/wake.ts'
import type { Config } from '../platform/config.ts'
import type { Logger } from '../platform/log.ts'
import type { Metrics } from '../platform/metrics.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'
import type { Archiving } from './archive.ts'
import { startSink, warehouseConsumer } from './sink.ts'

/** What carries events through this process, and what is known of how far they are. */
export interface Carriers {
  readonly consumers: ReadonlyMap<string, Consumer>
  /** Runs `act` while no sink writes, wherever it runs, with the place up to which the warehouse has everything. */
  whileSinkRests<T>(act: (position: LogPosition) => Promise<T>): Promise<T>
  /** Events that each consumer has not finished, by its name. */
  lags(): Promise<ReadonlyMap<string, number>>
}

export interface CarrierDeps {
  readonly db: Database
  readonly warehouse: Warehouse
  readonly catalogue: Catalogue
  readonly ingest: IngestDeps
  readonly archiving: Archiving
  readonly isEmbedded: { readonly ledger: boolean; readonly warehouse: boolean }
  readonly wake: Wake
  readonly metrics: Metrics
  readonly log: Logger
}

/** Starts what this process carries: over the ledger itself. */
export async function startCarriers({ roles }: Config, deps: CarrierDeps): Promise<Carriers> {
  const { db, log, isEmbedded } = deps
  const consumers = new Map<string, Consumer>()
  const leaseOf = (consumer: string) => (isEmbedded.ledger ? undefined : openLease(db, consumer, log))
  if (roles.has('sink')) consumers.set('sink', startSink({ ...deps, lease: leaseOf(warehouseConsumer) }))
  if (roles.has('archive')) consumers.set('archive', deps.archiving.start(leaseOf('archive')))
  return {
    consumers,
    whileSinkRests: (act) =>
      whileHeld(db, warehouseConsumer, log, async () => act(await consumerPosition(db, warehouseConsumer))),
    lags: async () =>
      new Map([
        [warehouseConsumer, await countAfter(db, await consumerPosition(db, warehouseConsumer))],
        ['archive', await countAfter(db, await archivedPosition(db))],
      ]),
  }
}
