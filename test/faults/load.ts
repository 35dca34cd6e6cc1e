import { setTimeout as sleep } from 'node:timers/promises'
import { Producer } from '@platformatic/kafka'
import { simulate } from '../../simulator/simulate.ts'
import { adminKey } from './stack.ts'

type Event = Record<string, unknown> & { idempotency_key: string }

/** What was acknowledged, and how that went. */
export interface Load {
  /** Keys of events that the service, or Kafka for its ingest topic, has acknowledged. */
  readonly acknowledged: ReadonlySet<string>
  /** Moments of acknowledgements over HTTP, and of requests that failed, in milliseconds since 1970. */
  readonly acknowledgedAt: readonly number[]
  readonly failedAt: readonly number[]
  /** Events that were rejected for good, which none should be. */
  readonly rejected: readonly unknown[]
  /** Sends no more; resolves when all that was begun is acknowledged. */
  finish(): Promise<void>
}

const senders = 4
const batchEvents = 20
const batchEveryMs = 400
const messagesEveryMs = 200
const messagesAtOnce = 10
const answerMs = 5_000
const retryMs = 200

/** Events of the simulated business of the last ninety days, each with a key of its own. */
function* endlessEvents(): Generator<Event> {
  for (let round = 0; ; round++) {
    const to = new Date()
    const from = new Date(to.getTime() - 90 * 86_400_000)
    const range = { from: from.toISOString(), to: to.toISOString() }
    for (const { id: _, ...event } of simulate({ seed: `faults ${round}`, scale: 0.2, ...range })) {
      yield { ...event, idempotency_key: `${round} ${event.idempotency_key}` } as Event
    }
  }
}

/** Sends about 200 events a second over HTTP and 50 over Kafka until it is finished. What fails is sent again. */
export function startLoad(apis: readonly string[], brokers: string): Load {
  const events = endlessEvents()
  const acknowledged = new Set<string>()
  const acknowledgedAt: number[] = []
  const failedAt: number[] = []
  const rejected: unknown[] = []
  let finished = false
  const next = (count: number) => Array.from({ length: count }, () => events.next().value as Event)

  async function post(api: string, batch: readonly Event[]): Promise<boolean> {
    const response = await fetch(`${api}/analytics/ingest/batch`, {
      method: 'POST',
      headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' },
      body: JSON.stringify(batch),
      signal: AbortSignal.timeout(answerMs),
    })
    const answer = (await response.json()) as { results?: readonly { status: string }[] }
    if (response.status !== 207) return false
    for (const [index, result] of (answer.results ?? []).entries()) {
      if (result.status === 'rejected') rejected.push(result)
      else acknowledged.add((batch[index] as Event).idempotency_key)
    }
    return true
  }

  async function sendOverHttp(sender: number): Promise<void> {
    for (let turn = sender; !finished; turn++) {
      const began = Date.now()
      const batch = next(batchEvents)
      for (let attempt = turn; ; attempt++) {
        // A connection that breaks says nothing of what was stored: the same events go again, to the other process.
        const done = await post(apis[attempt % apis.length] as string, batch).catch(() => false)
        if (done) break
        failedAt.push(Date.now())
        await sleep(retryMs * (0.5 + Math.random()))
      }
      acknowledgedAt.push(Date.now())
      await sleep(Math.max(0, began + batchEveryMs - Date.now()))
    }
  }

  async function sendOverKafka(): Promise<void> {
    let producer: Producer | undefined
    while (!finished) {
      const batch = next(messagesAtOnce)
      const messages = batch.map((event) => {
        const value = Buffer.from(JSON.stringify({ ...event, tenant_id: 'demo' }))
        return { topic: 'pocm.ingest.v1', key: Buffer.from(event.idempotency_key), value }
      })
      for (let sent = false; !sent; ) {
        producer ??= new Producer({ clientId: 'faults', bootstrapBrokers: [brokers], acks: -1, timeout: answerMs })
        try {
          await producer.send({ messages })
          sent = true
        } catch {
          // Whatever was wrong with it, the next one begins anew; the keys make a repeat harmless.
          await producer.close(true).catch(() => undefined)
          producer = undefined
          await sleep(retryMs)
        }
      }
      for (const { idempotency_key } of batch) acknowledged.add(idempotency_key)
      await sleep(messagesEveryMs)
    }
    await producer?.close()
  }

  const running = Promise.all([
    ...Array.from({ length: senders }, (_, sender) => sendOverHttp(sender)),
    sendOverKafka(),
  ])
  return {
    ...{ acknowledged, acknowledgedAt, failedAt, rejected },
    async finish() {
      finished = true
      await running
    },
  }
}
