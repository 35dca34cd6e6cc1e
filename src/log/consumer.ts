import { tallyEvents } from '../ledger/log-counts.ts'
import { type LoggedEvent, type LogPosition, readLog } from '../ledger/read-log.ts'
import type { Logger } from '../platform/log.ts'
import type { Database } from '../postgres/pool.ts'
import type { BatchPace } from './batch-pace.ts'
import {
  type Batch,
  consumerPosition,
  decideBatch,
  finishAndDecide,
  finishBatch,
  registerConsumer,
  unfinishedBatch,
} from './batches.ts'
import type { Lease } from './lease.ts'
import { type Consumer, startLoop } from './loop.ts'
import type { Notifier } from './notifier.ts'
import { noteGone } from './suspected-loss.ts'

export interface ConsumerOptions {
  readonly db: Database
  readonly name: string
  /**
   * Takes a batch. Called again with the same events and token until it succeeds, also after a crash.
   * @param repeated whether this batch may have been begun before, by this or another process
   */
  readonly handle: (batch: Batch, repeated: boolean) => Promise<void>
  readonly notifier: Notifier
  readonly log: Logger
  readonly pace: BatchPace
  /**
   * The longest time between two polls without a notification, as of events of another process. Milliseconds; a second.
   */
  readonly pollMs?: number
  /** Set for the one who reads all of the log first: it counts what the log holds (`log_counts`). */
  readonly countsLog?: true
  /** Set where other processes may read for the same consumer: then one at a time is at work. */
  readonly lease?: Lease | undefined
}

const usualPollMs = 1_000
const standbyMs = 1_000
const heldMs = 50

/** Reads the log of the ledger in decided batches, at least once each and always with the same boundaries. */
export function startConsumer(options: ConsumerOptions): Consumer {
  const { db, name, handle, notifier, log, lease, pace, pollMs = usualPollMs, countsLog } = options
  const listener = notifier.listen()
  // Known while all goes well; after a start or any failure the ledger is asked what was decided and done.
  let place: { at: LogPosition; ahead?: Promise<LoggedEvent[] | undefined> | undefined; decided?: Batch } | undefined
  let registered = false

  /** @returns how many events were handled and whether others wait, or why none were looked for. */
  async function step(signal: AbortSignal): Promise<{ events: number; isFull: boolean } | 'refused' | 'standby'> {
    const { batchEvents } = pace
    const known = place
    place = undefined
    if (!registered) await registerConsumer(db, name)
    registered = true
    if (lease !== undefined && !(await lease.hold())) return 'standby'
    const unfinished = known === undefined ? await unfinishedBatch(db, name) : undefined
    const after = known?.at ?? (await consumerPosition(db, name))
    const batch = known?.decided ?? unfinished ?? (await decideBatch(db, name, after, batchEvents, await known?.ahead))
    if (batch === 'refused') return batch
    if (batch === undefined) {
      place = { at: after }
      return { events: 0, isFull: false }
    }
    const isFull = batch.events.length >= batchEvents
    const ahead = isFull ? readAhead(batch.to) : undefined
    if (unfinished?.gone !== undefined) await noteGone(db, log, unfinished.gone, batch)
    const began = performance.now()
    if (batch.events.length > 0) await handle(batch, unfinished !== undefined)
    pace.note({ isFull, ms: performance.now() - began })
    const tallies = countsLog ? tallyEvents(batch.events) : undefined
    // A consumer that is stopping decides on no batch, which another process would have to treat as interrupted.
    const next = signal.aborted ? undefined : await ahead
    if (next === undefined) {
      await finishBatch(db, batch, tallies)
      place = { at: batch.to, ahead }
    } else {
      const decided = await finishAndDecide(db, batch, tallies, next)
      place = decided === 'refused' || decided === undefined ? undefined : { at: batch.to, decided }
    }
    return { events: batch.events.length, isFull }
  }

  /**
   * Reads the next batch while this one is handled, where one is known to wait. What follows a place in the log and has
   * settled never changes, so it may be decided on later.
   */
  async function readAhead(after: LogPosition): Promise<LoggedEvent[] | undefined> {
    try {
      const events = await readLog(db, after, { limit: pace.batchEvents })
      return events.length === 0 ? undefined : events
    } catch (error) {
      log.debug({ err: error, consumer: name }, 'could not be read ahead; it is read again in its turn')
      return undefined
    }
  }

  return startLoop({
    name,
    log,
    async step(signal) {
      const done = await step(signal)
      if (done === 'standby') return standbyMs
      if (done === 'refused') return heldMs
      if (done.events === 0) await listener.wait(pollMs, signal)
      return done.events > 0 && !done.isFull ? pace.lingerMs : 0
    },
    async onClose() {
      listener.close()
      await lease?.release().catch((error) => log.warn({ err: error, consumer: name }, 'its lease runs out by itself'))
    },
  })
}
