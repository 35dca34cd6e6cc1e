import { openFailureStreak, type Stuck } from '../log/failure-streak.ts'
import type { Lease } from '../log/lease.ts'
import { backOffMs } from '../platform/backoff.ts'
import type { Logger } from '../platform/log.ts'
import type { Metrics } from '../platform/metrics.ts'
import { pause } from '../platform/pause.ts'
import { oldestWaiting } from './batches.ts'
import { openPace } from './pace.ts'
import { archiveWhatIsDue, type WorkDeps } from './work.ts'

export interface Archiver {
  /** Why it does not get on, for as long as it does not. */
  readonly stuck: Stuck | undefined
  /** Ends between two steps; what was begun is finished after the next start. */
  close(): Promise<void>
}

const lookMs = 2_000
/** Bounds how long after the store's return the archive begins to catch up. */
const mostBackOffMs = 10_000

/**
 * Archives by the clock, in one process at a time. While the store is unavailable it retries without end, with
 * exponential back-off.
 */
export function startArchiver(
  deps: Omit<WorkDeps, 'pace'> & { lease: Lease | undefined; metrics: Metrics; log: Logger },
): Archiver {
  const { db, lease, metrics, log } = deps
  const stop = new AbortController()
  const { signal } = stop
  const troubles = openFailureStreak(log, 'archive')
  const work: WorkDeps = { ...deps, pace: openPace(signal) }

  async function step(): Promise<void> {
    // Set by every archiver and before the work, so that it grows while the store is unavailable and outlives no lease.
    metrics.archiveAge.set(await oldestWaiting(db))
    if (lease !== undefined && !(await lease.hold())) return
    await archiveWhatIsDue(work)
  }

  async function run(): Promise<void> {
    while (!signal.aborted) {
      let restMs = lookMs
      try {
        await step()
        troubles.clear()
      } catch (error) {
        if (signal.aborted) return
        restMs = backOffMs(troubles.note(error), 250, mostBackOffMs)
      }
      await pause(restMs, signal)
    }
  }

  const running = run()
  return {
    get stuck() {
      return troubles.stuck
    },
    async close() {
      stop.abort()
      await running
      await lease?.release().catch((error) => log.warn({ err: error }, "the archive's lease runs out by itself"))
    },
  }
}
