import { compareAll } from '../keeping/compare-all.ts'
import type { Reconcile } from '../keeping/reconcile.ts'
import { recountSome } from '../keeping/recount-some.ts'
import { sweepRecords } from '../keeping/service-records.ts'
import { countLetters } from '../ledger/dead-letters.ts'
import { knownMonths } from '../ledger/leave.ts'
import { logHead, logStart } from '../ledger/read-log.ts'
import { countSetAside } from '../ledger/set-aside.ts'
import type { Lease } from '../log/lease.ts'
import { clearSuspectedLoss, suspectedLoss } from '../log/suspected-loss.ts'
import type { Boot } from '../platform/boot-id.ts'
import type { Now } from '../platform/clock.ts'
import type { Logger } from '../platform/log.ts'
import type { Metrics } from '../platform/metrics.ts'
import { pause } from '../platform/pause.ts'
import type { Database } from '../postgres/pool.ts'
import type { KeeperRuns } from '../service-metrics/keeper-runs.ts'
import { recordLag } from '../service-metrics/lags.ts'
import { warehouseConsumer } from './sink.ts'

const lagMs = 10_000
const retryMs = 60_000
const keepUpMs = 30_000
const reconcileMs = 3_600_000
const recountMs = 60_000
const exportsMs = 2_000
const retentionMs = 5_000
const hotWindowMs = 3_600_000
const daysMs = 60_000
const daysAtOnceMs = 30_000
const sweepMs = 3_600_000
const signMs = 3_600_000
const lookBackMs = 48 * 3_600_000

/** What runs by the clock: the lag is measured every 10 seconds, the last two days are reconciled every hour. */
export function startKeeper(deps: {
  db: Database
  /** The upkeep of an embedded ledger, which has no processes of its own for it. */
  keepUp: (() => Promise<void>) | undefined
  lags: ReadonlyMap<string, () => Promise<number>>
  /** In seconds. */
  warehouseDelay: () => Promise<number>
  reconcile: Reconcile
  /** Counts what the log holds and its reader has not counted. */
  countLog: (signal: AbortSignal) => Promise<void>
  /** Signs the ends of the audit trails and copies them into the archive. */
  signAuditHeads: () => Promise<void>
  /** Makes the exports of persons' data that were asked for. */
  workOffExports: (signal: AbortSignal) => Promise<void>
  /** Erases the persons who are to be. */
  workOffErasures: (signal: AbortSignal) => Promise<void>
  /** Does the runs of retention policies that are due or were asked for. */
  workOffRetention: (signal: AbortSignal) => Promise<void>
  /** Has months leave PostgreSQL that are older than the hot window; undefined where there is none. */
  narrowLedger: ((signal: AbortSignal) => Promise<void>) | undefined
  /** Fills some days in the tables of days; 0 when there is nothing to do. */
  fillDays: () => Promise<number>
  /** Lets one process at a time fill days; undefined where there is no other. */
  fillingLease: Lease | undefined
  /** Months whose events have to be written anew to have their places in the log. */
  unplacedMonths: () => Promise<string[]>
  /** Of the embedded warehouse's folder. */
  boot: Boot | undefined
  metrics: Metrics
  runs: KeeperRuns
  log: Logger
  now: Now
}) {
  const { metrics } = deps
  const stop = new AbortController()

  const every = async (ms: number, task: string, act: () => Promise<void>) => {
    const noteDone = () => metrics.keeperDone.set({ task }, deps.now() / 1000)
    noteDone()
    while (!stop.signal.aborted) {
      await pause(ms, stop.signal)
      if (stop.signal.aborted) return
      try {
        await act()
        noteDone()
        await deps.runs.done(task)
      } catch (error) {
        await deps.runs.failed(task, error)
        deps.log.error({ err: error, task }, 'a task of the keeper failed; it will run again')
      }
    }
  }

  /** The ledger syncs every commit, the embedded warehouse nothing: whatever it lost comes back from the ledger. */
  const lookAfter = async (boot: Boot) => {
    while (!stop.signal.aborted) {
      try {
        if ((await logHead(deps.db)) !== logStart) {
          const found = await compareAll(deps.reconcile, await knownMonths(deps.db), stop.signal)
          metrics.driftFound.inc(found.differences)
          deps.log.info(found, 'machine or warehouse is new; ledger and warehouse were compared')
        }
        boot.settle()
        return
      } catch (error) {
        if (stop.signal.aborted) return
        deps.log.error({ err: error }, 'comparing the stores after a start of the machine failed; it will run again')
        await pause(retryMs, stop.signal)
      }
    }
  }

  /** Events that an earlier version wrote get their places in the log from the ledger, as far as it holds them. */
  const placeEvents = async () => {
    while (!stop.signal.aborted) {
      try {
        const held = new Set(await knownMonths(deps.db))
        const months = (await deps.unplacedMonths()).filter((month) => held.has(month))
        if (months.length > 0) {
          const { repaired } = await compareAll(deps.reconcile, months, stop.signal)
          deps.log.info(
            { months: months.length, repaired },
            'events of an earlier version have their places in the log',
          )
        }
        return
      } catch (error) {
        if (stop.signal.aborted) return
        deps.log.error({ err: error }, 'giving events their places in the log failed; it will run again')
        await pause(retryMs, stop.signal)
      }
    }
  }

  const { keepUp, boot, narrowLedger } = deps
  const running = [
    ...(boot?.isNew ? [lookAfter(boot)] : []),
    placeEvents(),
    ...(keepUp === undefined ? [] : [every(keepUpMs, 'upkeep', keepUp)]),
    every(lagMs, 'dead_letters', async () => {
      metrics.deadLetters.set(await countLetters(deps.db))
      for (const [consumer, events] of await countSetAside(deps.db)) metrics.setAside.set({ consumer }, events)
    }),
    ...[...deps.lags].map(([consumer, lag]) =>
      every(lagMs, `lag_${consumer}`, async () => {
        const events = await lag()
        metrics.lag.set({ consumer }, events)
        await recordLag(deps.db, consumer, events, deps.now())
      }),
    ),
    every(lagMs, 'log_counts', () => deps.countLog(stop.signal)),
    every(recountMs, 'recount', async () => {
      const miscounted = await recountSome(deps.db, Math.random)
      metrics.miscounted.inc(miscounted.length)
      for (const it of miscounted) deps.log.error({ ...it }, 'the ledger holds other events than the log has counted')
    }),
    every(lagMs, 'warehouse_delay', async () => metrics.warehouseDelay.set(await deps.warehouseDelay())),
    every(lagMs, 'doubt', async () => {
      const doubtedAt = await suspectedLoss(deps.db, warehouseConsumer)
      if (doubtedAt === undefined) return
      metrics.doubtedAt.set(Date.parse(doubtedAt) / 1000)
      const found = await compareAll(deps.reconcile, await knownMonths(deps.db), stop.signal)
      await clearSuspectedLoss(deps.db, warehouseConsumer, doubtedAt)
      metrics.driftFound.inc(found.differences)
      deps.log.warn(found, 'something was missing in the log; ledger and warehouse were compared')
    }),
    every(exportsMs, 'erasures', () => deps.workOffErasures(stop.signal)),
    every(exportsMs, 'exports', () => deps.workOffExports(stop.signal)),
    every(retentionMs, 'retention', () => deps.workOffRetention(stop.signal)),
    ...(narrowLedger === undefined ? [] : [every(hotWindowMs, 'hot_window', () => narrowLedger(stop.signal))]),
    every(daysMs, 'days', async () => {
      if ((await deps.fillingLease?.hold()) === false) return
      // What is filled stops inserts and questions of the embedded warehouse for a moment: it has to end and leave them room.
      const until = deps.now() + daysAtOnceMs
      while (!stop.signal.aborted && deps.now() < until && (await deps.fillDays()) > 0) await pause(1_000, stop.signal)
    }),
    every(sweepMs, 'service_records', async () => {
      for (const [table, rows] of await sweepRecords(deps.db, deps.now(), stop.signal)) {
        if (rows > 0) deps.log.info({ table, rows }, 'removed records of the service whose days are over')
      }
    }),
    every(signMs, 'audit_heads', deps.signAuditHeads),
    every(reconcileMs, 'reconcile', async () => {
      const from = new Date(deps.now() - lookBackMs).toISOString()
      const { differences, drift, repaired } = await deps.reconcile({ from, repair: true, onlySettled: true })
      metrics.driftFound.inc(differences.length + drift.length)
      if (repaired > 0) {
        deps.log.warn({ differences: differences.length, drift: drift.length, repaired }, 'drift was repaired')
      }
    }),
  ]
  return {
    async close() {
      stop.abort()
      await Promise.all(running)
      await deps.fillingLease?.release()
    },
  }
}
