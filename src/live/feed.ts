import type { StoredEvent } from '../events/envelope.ts'
import type { Database } from '../ledger/database.ts'
import { isAfter, type LoggedEvent, type LogPosition, logHead, readLog } from '../ledger/read-log.ts'
import type { Wake } from '../log/wake.ts'
import type { Logger } from '../platform/log.ts'

/** What a subscriber may be told: an event with its place, or why it hears no more. */
export interface Subscriber {
  readonly tenantId: string
  readonly matches: (event: StoredEvent) => boolean
  /** @returns false when it takes this event and can take no more until `resume`. */
  send(event: StoredEvent, position: LogPosition): boolean
  drop(reason: 'shutting_down' | 'failed'): void
}

export interface Subscription {
  /** Goes on after `send` returned false. */
  resume(): void
  end(): void
}

export interface Feed {
  /**
   * Sends what follows `after` (by default: what comes from now on) in the order of the log, each event once.
   */
  subscribe(subscriber: Subscriber, after?: LogPosition): Promise<Subscription>
  subscribers(): number
  close(): Promise<void>
}

const pageEvents = 500
const recentEvents = 5_000
const pollMs = 500

/**
 * Follows the log once for all subscribers and keeps its last 5 000 events at hand. Who is behind those reads the
 * ledger until it has caught up, so nobody costs memory for being slow.
 */
export function openFeed(options: {
  db: Database
  wake: Wake
  log: Logger
  show: (event: StoredEvent) => StoredEvent
}): Feed {
  const { db, wake, log, show } = options
  const stop = new AbortController()
  const listener = wake.listen()
  const subscriptions = new Set<Reading>()
  // Holds every event after `floor` up to and with `head`.
  let recent: LoggedEvent[] = []
  let floor: LogPosition | undefined
  let head: LogPosition | undefined
  let following: Promise<void> | undefined

  interface Reading {
    readonly subscriber: Subscriber
    at: LogPosition
    paused: boolean
    pumping: boolean
    again: boolean
  }

  async function nextPage(subscription: Reading): Promise<{ page: LoggedEvent[]; reached: LogPosition }> {
    const { at, subscriber } = subscription
    if (floor !== undefined && head !== undefined && !isAfter(floor, at)) {
      const news = recent.slice(recent.findLastIndex((it) => !isAfter(it, at)) + 1)
      const page = news.filter(({ event }) => event.tenant_id === subscriber.tenantId)
      return { page, reached: head }
    }
    const known = head
    const page = await readLog(db, at, { limit: pageEvents, tenantId: subscriber.tenantId })
    const lastRead = page.at(-1) ?? at
    // A page that is not full has read past everything that was settled when `known` was the head.
    const reached = page.length < pageEvents && known !== undefined && isAfter(known, lastRead) ? known : lastRead
    return { page, reached }
  }

  async function pump(subscription: Reading): Promise<void> {
    subscription.again = true
    if (subscription.pumping) return
    subscription.pumping = true
    try {
      while (subscription.again && !subscription.paused && subscriptions.has(subscription)) {
        subscription.again = false
        const { page, reached } = await nextPage(subscription)
        for (const it of page) {
          if (!subscriptions.has(subscription)) return
          subscription.at = { tx: it.tx, position: it.position }
          if (!subscription.subscriber.matches(it.event)) continue
          if (!subscription.subscriber.send(show(it.event), subscription.at)) {
            subscription.paused = true
            return
          }
        }
        subscription.at = reached
        if (page.length === pageEvents) subscription.again = true
      }
    } catch (error) {
      log.error({ err: error }, 'a live subscription failed')
      subscriptions.delete(subscription)
      subscription.subscriber.drop('failed')
    } finally {
      subscription.pumping = false
    }
  }

  async function follow(): Promise<void> {
    while (!stop.signal.aborted && subscriptions.size > 0) {
      try {
        head ??= await logHead(db)
        floor ??= head
        const news = await readLog(db, head, { limit: pageEvents })
        const last = news.at(-1)
        if (last !== undefined) {
          head = { tx: last.tx, position: last.position }
          recent.push(...news)
          if (recent.length > recentEvents) {
            const gone = recent.at(-recentEvents - 1) as LoggedEvent
            floor = { tx: gone.tx, position: gone.position }
            recent = recent.slice(-recentEvents)
          }
        }
        await Promise.all([...subscriptions].map(pump))
        if (news.length < pageEvents) await listener.wait(pollMs, stop.signal)
      } catch (error) {
        log.error({ err: error }, 'the live feed could not read the log')
        await listener.wait(pollMs, stop.signal)
      }
    }
    recent = []
    floor = undefined
    head = undefined
    following = undefined
  }

  return {
    async subscribe(subscriber, after) {
      const at = after ?? (await logHead(db))
      const subscription: Reading = { subscriber, at, paused: false, pumping: false, again: false }
      subscriptions.add(subscription)
      following ??= follow()
      wake.call()
      return {
        resume() {
          subscription.paused = false
          void pump(subscription)
        },
        end: () => void subscriptions.delete(subscription),
      }
    },
    subscribers: () => subscriptions.size,
    async close() {
      for (const { subscriber } of subscriptions) subscriber.drop('shutting_down')
      subscriptions.clear()
      stop.abort()
      listener.close()
      await following
    },
  }
}
