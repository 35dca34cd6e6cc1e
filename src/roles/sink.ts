import { traceBatch } from '../ledger/event-traces.ts'
import type { LoggedEvent } from '../ledger/read-log.ts'
import type { Refused } from '../ledger/set-aside.ts'
import { openBatchPace } from '../log/batch-pace.ts'
import { startConsumer } from '../log/consumer.ts'
import type { Lease } from '../log/lease.ts'
import type { Consumer } from '../log/loop.ts'
import type { Notifier } from '../log/notifier.ts'
import { type SetAsideDeps, settingAside } from '../log/set-aside.ts'
import { Failure } from '../platform/errors.ts'
import type { Logger } from '../platform/log.ts'
import type { Tracer } from '../platform/tracing.ts'
import type { Database } from '../postgres/pool.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'

/** The name by which the warehouse stands in the records of who has read how far. */
export const warehouseConsumer = 'warehouse'

const eventOf = ({ event }: LoggedEvent) => event

/** What a batch for the warehouse is handled by: the insert, without the events that the warehouse refuses. */
export const intoWarehouse = (
  deps: { warehouse: Warehouse; tracer: Tracer | undefined } & Pick<SetAsideDeps, 'db' | 'log' | 'keepLetters'>,
) =>
  settingAside<{ readonly token: string; readonly events: readonly LoggedEvent[] }>(
    {
      ...deps,
      consumer: warehouseConsumer,
      async findRefused(events, error): Promise<Refused[]> {
        // A named failure says that the engine is unavailable, short of a resource or slow: nothing is wrong with the
        // events.
        if (error instanceof Failure) return []
        const refused = await deps.warehouse.findRefused(events, `trial ${events[0]?.position}`)
        return refused.map((logged) => ({ logged, cause: 'refused_by_warehouse' }))
      },
    },
    ({ events, token }, repeated) =>
      traceBatch(deps, 'warehouse.insert', { kind: 'consumer' }, events.map(eventOf), () =>
        deps.warehouse.insert(events, token, { repeated }),
      ),
  )

/** Carries the log of the ledger into the warehouse, each decided batch exactly once. */
export const startSink = (deps: {
  db: Database
  warehouse: Warehouse
  notifier: Notifier
  lease: Lease | undefined
  keepLetters: SetAsideDeps['keepLetters']
  log: Logger
  tracer: Tracer | undefined
}): Consumer =>
  startConsumer({
    ...deps,
    name: warehouseConsumer,
    countsLog: true,
    handle: intoWarehouse(deps),
    pace: openBatchPace({ least: 5_000, most: 20_000 }),
  })
