import type { Database } from '../ledger/database.ts'
import { type Consumer, startConsumer } from '../log/consumer.ts'
import type { Wake } from '../log/wake.ts'
import type { Logger } from '../platform/log.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'

/** Carries the log into the warehouse, each decided batch exactly once. */
export const startSink = (deps: { db: Database; warehouse: Warehouse; wake: Wake; log: Logger }): Consumer =>
  startConsumer({
    ...deps,
    name: 'warehouse',
    handle: (events, token) => deps.warehouse.insert(events, token),
    batchEvents: 5_000,
    lingerMs: 200,
  })
