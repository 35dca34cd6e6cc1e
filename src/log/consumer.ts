import { setTimeout as sleep } from 'node:timers/promises'
import type { StoredEvent } from '../events/envelope.ts'
import type { Database } from '../ledger/database.ts'
import type { LogPosition } from '../ledger/read-log.ts'
import type { Logger } from '../platform/log.ts'
import { backOffMs } from '../platform/retry.ts'
import { consumerPosition, decideBatch, finishBatch, unfinishedBatch } from './batches.ts'
import type { Wake } from './wake.ts'

export interface ConsumerOptions {
  readonly db: Database
  readonly name: string
  /** Takes a batch. Called again with the same events and token until it succeeds, also after a crash. */
  readonly handle: (events: StoredEvent[], token: string) => Promise<void>
  readonly wake: Wake
  readonly log: Logger
  readonly batchEvents: number
  /** How long to gather after a batch that was not full; it bounds how fresh the consumer is. */
  readonly lingerMs: number
}

export interface Consumer {
  /** Runs `act` between two batches, while nothing is being handled. */
  exclusively<T>(act: (position: LogPosition) => Promise<T>): Promise<T>
  /** Why the batch at hand cannot be handled, for as long as it cannot. */
  readonly stuck: { readonly failures: number; readonly since: number; readonly message: string } | undefined
  /** When the last batch was finished, and how many events it had. */
  readonly last: { finishedAt: number; receivedAt: string; events: number } | undefined
  /** Finishes the batch at hand and stops. */
  close(): Promise<void>
}

const pollMs = 1_000

/** Reads the log in decided batches, at least once each and always with the same boundaries. */
export function startConsumer(options: ConsumerOptions): Consumer {
  const { db, name, handle, wake, log } = options
  const stop = new AbortController()
  const { signal } = stop
  const listener = wake.listen()
  let last: Consumer['last']
  let stuck: Consumer['stuck']
  let queue: Promise<unknown> = Promise.resolve()
  // Known while all goes well; after a start or any failure the ledger is asked what was decided and done.
  let position: LogPosition | undefined

  /** @returns how many events were handled. */
  async function step(): Promise<number> {
    const known = position
    position = undefined
    const unfinished = known === undefined ? await unfinishedBatch(db, name) : undefined
    const after = known ?? (await consumerPosition(db, name))
    const batch = unfinished ?? (await decideBatch(db, name, after, options.batchEvents))
    if (batch === 'overtaken') return step()
    if (batch === undefined) {
      position = after
      return 0
    }
    await handle(
      batch.events.map(({ event }) => event),
      batch.token,
    )
    await finishBatch(db, batch)
    position = batch.to
    const newest = batch.events.at(-1)?.event.received_at ?? ''
    last = { finishedAt: Date.now(), receivedAt: newest, events: batch.events.length }
    return batch.events.length
  }

  const inTurn = <T>(act: () => Promise<T>): Promise<T> => {
    const turn = queue.then(act)
    // Whoever asked hears of a failure; the next in turn only waits for the end.
    queue = Promise.allSettled([turn])
    return turn
  }

  async function pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal }).catch((error) => {
      if (!signal.aborted) throw error
    })
  }

  /** Notes a failure; of many in a row the first, second, fourth, eighth and so on are logged. */
  function failed(error: unknown): NonNullable<Consumer['stuck']> {
    const failures = (stuck?.failures ?? 0) + 1
    if (Number.isInteger(Math.log2(failures))) {
      log.error({ err: error, consumer: name, failures }, 'a batch could not be handled; it will be tried again')
    }
    const message = error instanceof Error ? error.message : String(error)
    return { failures, since: stuck?.since ?? Date.now(), message }
  }

  async function run(): Promise<void> {
    while (!signal.aborted) {
      try {
        const events = await inTurn(step)
        stuck = undefined
        if (events === 0) await listener.wait(pollMs, signal)
        else if (events < options.batchEvents) await pause(options.lingerMs)
      } catch (error) {
        stuck = failed(error)
        await pause(backOffMs(stuck.failures, 100))
      }
    }
  }

  const running = run()
  return {
    exclusively: (act) => inTurn(async () => act(await consumerPosition(db, name))),
    get last() {
      return last
    },
    get stuck() {
      return stuck
    },
    async close() {
      stop.abort()
      listener.close()
      await running
      await queue
    },
  }
}
