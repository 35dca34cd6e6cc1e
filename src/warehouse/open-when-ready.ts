import { backOffMs } from '../platform/backoff.ts'
import { Failure } from '../platform/errors.ts'
import type { Logger } from '../platform/log.ts'
import { pause } from '../platform/pause.ts'
import { openWarehouse, type Warehouse, type WarehouseOptions } from './warehouse.ts'

/**
 * Opens a warehouse whose server may be unavailable, so that a process which needs it later can start now. Until the
 * server has come every call throws Failure('warehouse_unavailable').
 * @throws what is wrong with the server or its tables, and not with the way there
 */
export async function openAwaitingServer(options: WarehouseOptions & { log: Logger }): Promise<Warehouse> {
  try {
    return await openWarehouse(options)
  } catch (error) {
    if (options.url === undefined || !isAway(error)) throw error
    options.log.warn({ err: error }, 'the warehouse is unavailable; it is opened when it can be reached')
    return openLater(options)
  }
}

const isAway = (error: unknown) => error instanceof Failure && error.code === 'warehouse_unavailable'

function openLater(options: WarehouseOptions & { log: Logger }): Warehouse {
  const stop = new AbortController()
  let opened: Warehouse | undefined
  let last: unknown

  async function keepOpening(): Promise<void> {
    for (let attempt = 0; opened === undefined && !stop.signal.aborted; attempt++) {
      await pause(backOffMs(attempt, 250, 2_000), stop.signal)
      if (stop.signal.aborted) return
      try {
        opened = await openWarehouse(options)
        options.log.info('the warehouse has come')
      } catch (error) {
        last = error
        if (!isAway(error)) options.log.error({ err: error }, 'the warehouse could not be opened; it is tried again')
      }
    }
  }

  const opening = keepOpening()
  const now = async () => {
    if (opened !== undefined) return opened
    throw new Failure('warehouse_unavailable', 'The warehouse has not come yet', { retry_after: 5 }, { cause: last })
  }
  return {
    insert: async (...args) => (await now()).insert(...args),
    findRefused: async (...args) => (await now()).findRefused(...args),
    ask: async (...args) => (await now()).ask(...args),
    counts: async (...args) => (await now()).counts(...args),
    unplacedMonths: async (...args) => (await now()).unplacedMonths(...args),
    held: async (...args) => (await now()).held(...args),
    drift: async (...args) => (await now()).drift(...args),
    repair: async (...args) => (await now()).repair(...args),
    rebuildRollups: async (...args) => (await now()).rebuildRollups(...args),
    fillDays: async (...args) => (await now()).fillDays(...args),
    rebuildHours: async (...args) => (await now()).rebuildHours(...args),
    ping: async () => (await now()).ping(),
    writes: () => opened?.writes() ?? 0,
    async close() {
      stop.abort()
      await opening
      await opened?.close()
    },
  }
}
