import type { Database } from '../ledger/database.ts'
import { startConsumer } from '../log/consumer.ts'
import type { Lease } from '../log/lease.ts'
import type { Consumer } from '../log/loop.ts'
import type { Wake } from '../log/wake.ts'
import type { Logger } from '../platform/log.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'

/** The name by which the warehouse stands in the records of who has read how far. */
export const warehouseConsumer = 'warehouse'

/** Carries the log of the ledger into the warehouse, each decided batch exactly once. */
export const startSink = (deps: {
  db: Database
  warehouse: Warehouse
  wake: Wake
  lease: Lease | undefined
  log: Logger
}): Consumer =>
  startConsumer({
    ...deps,
    name: warehouseConsumer,
    handle: ({ events, token }, repeated) => deps.warehouse.insert(events, token, { repeated }),
    batchEvents: 5_000,
    lingerMs: 200,
  })
