import type { MessageToProduce } from '@platformatic/kafka'
import { topicOf } from '../../events/define.ts'
import { traceBatch } from '../../ledger/event-traces.ts'
import { ledgerId } from '../../ledger/ledger-id.ts'
import { isAfter, type LoggedEvent, type LogPosition, logStart } from '../../ledger/read-log.ts'
import type { Refused } from '../../ledger/set-aside.ts'
import type { Guard } from '../../platform/breaker.ts'
import type { KafkaConfig } from '../../platform/config.ts'
import type { Logger } from '../../platform/log.ts'
import type { Tracer } from '../../platform/tracing.ts'
import type { Database } from '../../postgres/pool.ts'
import { steadyPace } from '../batch-pace.ts'
import { type Batch, seedPosition } from '../batches.ts'
import { startConsumer } from '../consumer.ts'
import type { Lease } from '../lease.ts'
import type { Consumer } from '../loop.ts'
import type { Notifier } from '../notifier.ts'
import { type SetAsideDeps, settingAside } from '../set-aside.ts'
import { isRefusal } from './breaker.ts'
import { connectionTo } from './connection.ts'
import { toMessage } from './message.ts'
import { openProducer } from './producer.ts'
import { ensureTopics, wakeTopic } from './topics.ts'

export const relayConsumer = 'relay'

/** Events of a type or version that this release does not know: there is no topic for them, and waiting makes none. */
class Unrouted extends Error {
  readonly events: readonly LoggedEvent[]

  constructor(events: readonly LoggedEvent[]) {
    super(`${events.length} events are of a type or version that has no topic`)
    this.events = events
  }
}

const noneOf = (token: string, at: LogPosition) => ({ token, at, hasRefused: false })

export interface RelayDeps {
  readonly db: Database
  readonly kafka: KafkaConfig
  /** All topics that must be there. */
  readonly topics: readonly string[]
  /** Whose place in the ledger the relay begins at when it has none: what stands before it is there already. */
  readonly beginBehind: string
  readonly notifier: Notifier
  readonly lease: Lease | undefined
  /** Keeps events that the brokers refuse for their own sake. */
  readonly keepLetters: SetAsideDeps['keepLetters']
  /** Refuses requests to the brokers while they are unavailable. */
  readonly guard: Guard
  readonly log: Logger
  readonly tracer: Tracer | undefined
}

/**
 * Publishes the ledger's log to Kafka, each event to the topic of its type, in the order of the log within each
 * partition. A batch that failed continues after the last request that was acknowledged; one that a crash interrupted
 * is published again from its first event. So a partition may hold an event twice, but its ledger positions never have
 * a gap, and a reader that skips whatever is not beyond the highest position it has seen in the partition reads each
 * event once.
 */
export async function startRelay(deps: RelayDeps): Promise<Consumer> {
  const { db, kafka, topics, notifier, lease, guard, keepLetters, log } = deps
  await seedPosition(db, relayConsumer, deps.beginBehind)
  const ledger = await ledgerId(db)
  const connection = connectionTo(kafka, 'relay')
  const producer = openProducer(connection, log)
  // Looked at before the first batch and after each failure: a topic may have been deleted.
  let topicsStand = false
  const routed = new Set(topics)
  /**
   * How far the brokers have acknowledged the batch at hand: what failed is sent again from there. Where a refused event lies
   * behind that place, it holds only until the try ends: the next one has to find the event again unless it was set aside.
   */
  let published: { token: string; at: LogPosition; hasRefused: boolean } = noneOf('', logStart)
  const unpublished = (events: readonly LoggedEvent[]) => events.filter((it) => isAfter(it, published.at))

  /** @param wake is sent behind the events, in the same request where it fits */
  async function publish(events: readonly LoggedEvent[], ...wake: MessageToProduce[]): Promise<void> {
    await producer.send([...events.map((event) => toMessage(event, ledger)), ...wake], (count) => {
      published.at = events[Math.min(count, events.length) - 1] ?? published.at
    })
  }

  /**
   * Which of the events the brokers refuse for their own sake. What remains of the batch is sent in smaller and smaller parts
   * until one event alone is refused, in the order of the log: a reader passes by what is not beyond the highest position that
   * it has seen, so none may be sent before those that precede it.
   */
  async function findRefused(events: readonly LoggedEvent[], error: unknown): Promise<Refused[]> {
    if (error instanceof Unrouted) return error.events.map((logged) => ({ logged, cause: 'no_topic' }))
    if (!isRefusal(error)) return []
    const refused: Refused[] = []
    let rest = unpublished(events)
    let count = Math.ceil(rest.length / 2)
    while (rest.length > 0) {
      const part = rest.slice(0, count)
      const [first] = part
      try {
        await guard(() => publish(part))
        count *= 2
      } catch (failure) {
        if (!isRefusal(failure)) throw failure
        if (part.length === 1 && first !== undefined) {
          refused.push({ logged: first, cause: 'refused_by_log' })
          rest = rest.slice(1)
          published.hasRefused = true
        }
        count = Math.ceil(part.length / 2)
      }
      rest = unpublished(rest)
    }
    return refused
  }

  const setAside = settingAside<Batch>(
    { db, consumer: relayConsumer, log, keepLetters, findRefused },
    ({ token, from, to, events }) =>
      guard(async () => {
        if (published.token !== token) published = noneOf(token, from)
        if (!topicsStand) await ensureTopics(connection, kafka, topics)
        topicsStand = false
        const unrouted = events.filter(({ event }) => !routed.has(topicOf(event.type, event.schema_version)))
        if (unrouted.length > 0) throw new Unrouted(unrouted)
        await publish(unpublished(events), { topic: wakeTopic, value: Buffer.from(JSON.stringify(to)) })
        topicsStand = true
      }),
  )

  const relay = startConsumer({
    ...{ db, notifier, lease, log },
    name: relayConsumer,
    countsLog: true,
    pace: steadyPace(5_000, 50),
    // A relay of another process than the API is not notified of new events, and readers wait for what it publishes.
    pollMs: 100,
    async handle(batch, repeated) {
      if (published.hasRefused) published = noneOf('', logStart)
      const events = batch.events.map(({ event }) => event)
      const options = { kind: 'producer', attributes: { 'messaging.system': 'kafka' } } as const
      await traceBatch(deps, 'relay.publish', options, events, () => setAside(batch, repeated))
    },
  })
  return {
    get stuck() {
      return relay.stuck
    },
    async close() {
      await relay.close()
      await producer.close()
    },
  }
}
