import type { ShownEvent, StoredEvent } from '../events/envelope.ts'
import { isAfter, type LoggedEvent, type LogPage, type LogPosition, logHead, readLogPage } from '../ledger/read-log.ts'
import { openFailureStreak } from '../log/failure-streak.ts'
import type { Notifier } from '../log/notifier.ts'
import { backOffMs } from '../platform/backoff.ts'
import { type Holder, openBudget } from '../platform/budget.ts'
import { limitConcurrency } from '../platform/concurrency.ts'
import { Failure } from '../platform/errors.ts'
import type { Logger } from '../platform/log.ts'
import { singleFlight } from '../platform/single-flight.ts'
import type { Database } from '../postgres/pool.ts'
import { openWindow, type Window } from './window.ts'

/** What a subscriber gets: an event with its place, or why there are no more. */
export interface Subscriber {
  readonly tenantId: string
  /** Of whom it is one, so that no credential takes all places. */
  readonly credential: string
  readonly matches: (event: StoredEvent) => boolean
  /** @returns false when it takes this event and can take no more until `resume`. */
  send(event: ShownEvent, position: LogPosition): boolean
  drop(reason: 'shutting_down' | 'failed' | 'unauthenticated'): void
}

export interface Subscription {
  /** Continues after `send` returned false. */
  resume(): void
  end(): void
}

export interface Feed {
  /**
   * Where a subscription begins: after `last`, which an earlier one gave, or with what comes from now on.
   * @throws Failure shutting_down, too_many_requests, malformed_cursor for a place that the log has not reached
   */
  begin(by: Pick<Subscriber, 'tenantId' | 'credential'>, last?: LogPosition): Promise<LogPosition>
  /** Sends what follows `after` in the order of the log, each event once. To be called right behind `begin`. */
  subscribe(subscriber: Subscriber, after: LogPosition): Subscription
  subscribers(): number
  close(): Promise<void>
}

const pageEvents = 500
const pollMs = 500
/** Readers of old events query the ledger, which ingest needs too; so only a few of them do at once. */
const readersAtOnce = 2
const mostSubscribers = 1_000

const holderOf = ({ tenantId, credential }: Pick<Subscriber, 'tenantId' | 'credential'>): Holder => ({
  tenant: tenantId,
  credential,
})

interface Reading {
  readonly subscriber: Subscriber
  at: LogPosition
  paused: boolean
  pumping: boolean
  again: boolean
}

/**
 * Follows the log once for all subscribers and caches its end. A subscriber behind that reads the ledger page by
 * page until it has caught up, so a slow subscriber costs no memory and holds up no other.
 */
export function openFeed(options: {
  db: Database
  notifier: Notifier
  log: Logger
  show: (event: StoredEvent) => ShownEvent
}): Feed {
  const { db, notifier, log, show } = options
  const stop = new AbortController()
  const listener = notifier.listen()
  const readings = new Set<Reading>()
  const places = openBudget(mostSubscribers)
  const inTurn = limitConcurrency(readersAtOnce)
  const join = singleFlight<LogPage>()
  /**
   * Readers who all lost their connection in the same moment ask for the same pages. One is joined only where it was
   * begun behind the same `head`: an older one may not have seen what had settled by then.
   */
  const readPage = (at: LogPosition, head: LogPosition | undefined, tenantId: string) =>
    join([at.tx, at.position, head?.tx, head?.position, tenantId].join(' '), () =>
      inTurn(() => readLogPage(db, at, { limit: pageEvents, tenantId })),
    )
  let window: Window | undefined
  let following: Promise<void> | undefined

  /** What comes next for a reading, and how far the log has been looked through with that. */
  async function nextPage({
    at,
    subscriber,
  }: Reading): Promise<{ page: readonly LoggedEvent[]; reached: LogPosition; isFull: boolean }> {
    const head = window?.head
    const news = window?.after(at)
    if (news !== undefined && head !== undefined) {
      const page = news.filter(({ event }) => event.tenant_id === subscriber.tenantId)
      // One that has read the ledger itself may be ahead of the window, and must not be set back to where that is.
      return { page, reached: isAfter(at, head) ? at : head, isFull: page.length >= pageEvents }
    }
    const { events: page, isFull } = await readPage(at, head, subscriber.tenantId)
    const lastRead = page.at(-1) ?? at
    // A page that is not full has read past everything that was settled when `head` was reached.
    const passed = !isFull && head !== undefined && isAfter(head, lastRead)
    return { page, reached: passed ? head : lastRead, isFull }
  }

  /** @returns whether the subscriber took the whole page. */
  function sendAll(reading: Reading, page: readonly LoggedEvent[]): boolean {
    for (const { tx, position, event } of page) {
      if (!readings.has(reading)) return false
      reading.at = { tx, position }
      if (!reading.subscriber.matches(event)) continue
      if (reading.subscriber.send(show(event), reading.at)) continue
      reading.paused = true
      return false
    }
    return true
  }

  async function pump(reading: Reading): Promise<void> {
    reading.again = true
    if (reading.pumping) return
    reading.pumping = true
    try {
      while (reading.again && !reading.paused && readings.has(reading)) {
        reading.again = false
        const { page, reached, isFull } = await nextPage(reading)
        if (!sendAll(reading, page)) continue
        reading.at = reached
        if (isFull) reading.again = true
      }
    } catch (error) {
      log.error({ err: error }, 'a live subscription failed')
      reading.subscriber.drop('failed')
    } finally {
      reading.pumping = false
    }
  }

  /** @returns whether there may be more at once. */
  async function advance(): Promise<boolean> {
    window ??= openWindow(await logHead(db))
    const { events: news, isFull } = await readLogPage(db, window.head, { limit: pageEvents })
    window.push(news)
    for (const reading of readings) void pump(reading)
    return isFull
  }

  async function follow(): Promise<void> {
    const troubles = openFailureStreak(log, 'feed')
    while (!stop.signal.aborted && readings.size > 0) {
      try {
        const more = await advance()
        troubles.clear()
        if (!more) await listener.wait(pollMs, stop.signal)
      } catch (error) {
        await listener.wait(backOffMs(troubles.note(error), pollMs), stop.signal)
      }
    }
    window = undefined
    following = undefined
  }

  /** Places are taken when a subscription begins; asking for one takes none. */
  function admit(by: Pick<Subscriber, 'tenantId' | 'credential'>): void {
    if (stop.signal.aborted) throw new Failure('shutting_down', 'Ask again in a moment.', { retry_after: 5 })
    const holder = holderOf(by)
    if (!places.take(holder, 1)) {
      throw new Failure('too_many_requests', 'Too many streams are open.', { retry_after: 5 })
    }
    places.give(holder, 1)
  }

  return {
    async begin(by, last) {
      admit(by)
      if (last !== undefined && window !== undefined && !isAfter(last, window.head)) return last
      const head = await logHead(db)
      admit(by)
      if (last === undefined) return head
      if (isAfter(last, head)) throw new Failure('malformed_cursor', 'The log has not come as far as that id.')
      return last
    },
    subscribe(subscriber, after) {
      const reading: Reading = { subscriber, at: after, paused: false, pumping: false, again: false }
      readings.add(reading)
      const holder = holderOf(subscriber)
      const isCounted = places.take(holder, 1)
      following ??= follow()
      notifier.call()
      return {
        resume() {
          reading.paused = false
          void pump(reading)
        },
        end() {
          if (readings.delete(reading) && isCounted) places.give(holder, 1)
        },
      }
    },
    subscribers: () => readings.size,
    async close() {
      stop.abort()
      for (const { subscriber } of [...readings]) subscriber.drop('shutting_down')
      readings.clear()
      listener.close()
      await following
    },
  }
}
