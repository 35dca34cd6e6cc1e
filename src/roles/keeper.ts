import { setTimeout as sleep } from 'node:timers/promises'
import type { Reconcile } from '../keeping/reconcile.ts'
import type { Database } from '../ledger/database.ts'
import { countAfter } from '../ledger/read-log.ts'
import { consumerPosition } from '../log/batches.ts'
import type { Now } from '../platform/clock.ts'
import type { Logger } from '../platform/log.ts'
import type { Metrics } from '../platform/metrics.ts'

const lagMs = 10_000
const keepUpMs = 30_000
const reconcileMs = 3_600_000
const lookBackMs = 48 * 3_600_000

/** What runs by the clock: the lag is measured every 10 seconds, the last two days are reconciled every hour. */
export function startKeeper(deps: {
  db: Database
  /** Set where the ledger has nobody else who does it. */
  keepUp: (() => Promise<void>) | undefined
  reconcile: Reconcile
  metrics: Metrics
  log: Logger
  now: Now
}) {
  const stop = new AbortController()

  const every = async (ms: number, what: string, act: () => Promise<void>) => {
    while (!stop.signal.aborted) {
      try {
        await sleep(ms, undefined, { signal: stop.signal })
        await act()
      } catch (error) {
        if (!stop.signal.aborted) deps.log.error({ err: error }, `${what} failed; it will run again`)
      }
    }
  }

  const { keepUp } = deps
  const running = [
    ...(keepUp === undefined ? [] : [every(keepUpMs, 'the upkeep of the ledger', keepUp)]),
    every(lagMs, 'measuring the lag', async () => {
      const lag = await countAfter(deps.db, await consumerPosition(deps.db, 'warehouse'))
      deps.metrics.lag.set({ consumer: 'warehouse' }, lag)
    }),
    every(reconcileMs, 'reconciling', async () => {
      const from = new Date(deps.now() - lookBackMs).toISOString()
      const { differences, repaired } = await deps.reconcile({ from, repair: true })
      if (differences.length > 0) deps.log.warn({ differences: differences.length, repaired }, 'drift was repaired')
    }),
  ]
  return {
    async close() {
      stop.abort()
      await Promise.all(running)
    },
  }
}
