import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Admin, Producer } from '@platformatic/kafka'
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest'
import { loadCatalogue } from '../../src/events/catalogue.ts'
import { topicOf, topicsOf } from '../../src/events/define.ts'
import { appendEvents } from '../../src/ledger/append.ts'
import { ledgerId } from '../../src/ledger/ledger-id.ts'
import { connectionTo } from '../../src/log/kafka/connection.ts'
import { toMessage } from '../../src/log/kafka/message.ts'
import type { PartitionBatch } from '../../src/log/kafka/partition-batches.ts'
import { startPartitionConsumer } from '../../src/log/kafka/partition-consumer.ts'
import { progressOf } from '../../src/log/kafka/progress.ts'
import { startRelay } from '../../src/log/kafka/relay.ts'
import { wakeTopic } from '../../src/log/kafka/topics.ts'
import type { Consumer } from '../../src/log/loop.ts'
import { openNotifier } from '../../src/log/notifier.ts'
import { whileQuiesced } from '../../src/log/quiesce.ts'
import { suspectedLoss } from '../../src/log/suspected-loss.ts'
import type { Guard } from '../../src/platform/breaker.ts'
import { type KafkaConfig, readConfig } from '../../src/platform/config.ts'
import { openLog } from '../../src/platform/log.ts'
import type { Database } from '../../src/postgres/pool.ts'
import { newEvent } from '../ledger/new-event.ts'
import { startService, type TestService, until } from '../service.ts'
import { type KafkaServer, startKafka } from './kafka.ts'
import { openPostgres } from './open-postgres.ts'
import { type PostgresServer, startPostgres } from './postgres.ts'

let postgres: PostgresServer
let kafka: KafkaServer
let db: Database
let settings: KafkaConfig
const notifier = openNotifier()
const log = openLog('silent')
const guard: Guard = (act) => act()
const { types, topics } = await loadCatalogue().then((catalogue) => {
  const types = new Set(catalogue.keys())
  return { types, topics: topicsOf(catalogue.values()) }
})

beforeAll(async () => {
  ;[postgres, kafka] = await Promise.all([startPostgres(), startKafka()])
  settings = readConfig({ KAFKA_BROKERS: kafka.brokers }).kafka as KafkaConfig
})
afterAll(async () => {
  await Promise.all([postgres?.stop(), kafka?.stop()])
})

/** Every test has a ledger of its own, and topics that begin anew. */
beforeEach(async () => {
  const admin = new Admin({ clientId: 'test', bootstrapBrokers: [kafka.brokers] })
  const present = (await admin.listTopics()).filter((topic) => topic.startsWith('pocm.'))
  if (present.length > 0) await admin.deleteTopics({ topics: present })
  await until(async () => !(await admin.listTopics()).some((topic) => topic.startsWith('pocm.')))
  await admin.close()
  db = await openPostgres(await postgres.createDatabase())
})

/** What the relay set aside. */
let letters: string[] = []
beforeEach(() => {
  letters = []
})

let made = 0
async function append(count: number): Promise<string[]> {
  const events = Array.from({ length: count }, () => newEvent(`k${made++}`))
  for (const { event } of events) event.device_id = `d-${made % 17}-${event.id}`
  await appendEvents(db, events)
  notifier.call()
  return events.map(({ event }) => event.id)
}

/** @param fails how often keeping letters fails before it succeeds, as while PostgreSQL is unavailable */
async function relay(fails = 0) {
  let left = fails
  const all = [...topics, wakeTopic]
  const running = await startRelay({
    ...{ db, notifier, log, guard, kafka: settings },
    topics: all,
    beginBehind: 'none',
    lease: undefined,
    tracer: undefined,
    keepLetters: async (_, refused) => {
      if (left-- > 0) throw new Error('the ledger is unavailable')
      letters.push(...refused.map(({ logged, cause }) => `${cause} ${logged.event.idempotency_key}`))
    },
  })
  onTestFinished(() => running.close())
  return running
}

function sink(name: string, handle: (batch: PartitionBatch, repeated: boolean) => Promise<void>) {
  const bury = async () => {
    throw new Error('there are no strangers here')
  }
  const running = startPartitionConsumer({
    ...{ db, name, topics, types, handle, bury, log, guard, kafka: settings },
    batchEvents: 50,
  })
  onTestFinished(() => running.close())
  return running
}

/** Takes batches as the warehouse does: one token counts once. */
function store() {
  const byToken = new Map<string, string[]>()
  return {
    byToken,
    ids: () => [...byToken.values()].flat(),
    take: async ({ token, events }: PartitionBatch) => {
      const ids = events.map(({ event }) => event.id)
      const before = byToken.get(token)
      if (before !== undefined) expect(ids.toSorted()).toEqual(before.toSorted())
      byToken.set(token, ids)
    },
  }
}
const isWhole = (ids: readonly string[], sent: readonly string[]) => ids.length >= sent.length
const expectOnce = (ids: readonly string[], sent: readonly string[]) => expect(ids.toSorted()).toEqual(sent.toSorted())

test('two sinks share the partitions, and one that comes or goes loses and doubles nothing', async () => {
  await relay()
  const stored = store()
  const first = sink('shared', stored.take)
  const sent = await append(500)
  await until(async () => isWhole(stored.ids(), sent))
  sink('shared', stored.take)
  for (let round = 0; round < 10; round++) sent.push(...(await append(100)))
  await until(async () => isWhole(stored.ids(), sent))
  await first.close()
  sent.push(...(await append(300)))
  await until(async () => isWhole(stored.ids(), sent), 60_000)
  expectOnce(stored.ids(), sent)
})

test('a partition that is given to another in the middle of a batch is gone on from behind that batch', async () => {
  await relay()
  const stored = store()
  const entered = Promise.withResolvers<void>()
  const released = Promise.withResolvers<void>()
  sink('stolen', async (batch) => {
    entered.resolve()
    await released.promise
    await stored.take(batch)
  })
  const sent = await append(200)
  await entered.promise
  sink('stolen', stored.take)
  sent.push(...(await append(200)))
  await until(async () => stored.ids().length > 0)
  released.resolve()
  await until(async () => isWhole(stored.ids(), sent), 60_000)
  expectOnce(stored.ids(), sent)
})

test('a batch whose owner has fallen silent is finished by another, with the same events and token', async () => {
  await relay()
  const stored = store()
  const seen: { token: string; repeated: boolean }[] = []
  const entered = Promise.withResolvers<void>()
  const awake = Promise.withResolvers<void>()
  sink('asleep', async (batch, repeated) => {
    seen.push({ token: batch.token, repeated })
    entered.resolve()
    await awake.promise
    await stored.take(batch)
  })
  onTestFinished(() => awake.resolve())
  const sent = await append(40)
  await entered.promise
  // As when its process was killed: it does not renew what it owns.
  const timer = setInterval(() => {
    void db.query(
      "UPDATE log_partition_batches SET owned_until = now() - interval '1 second' WHERE consumer = 'asleep'",
    )
  }, 100)
  onTestFinished(() => clearInterval(timer))
  sink('asleep', async (batch, repeated) => {
    seen.push({ token: batch.token, repeated })
    await stored.take(batch)
  })
  const [begun] = seen as [{ token: string; repeated: boolean }]
  expect(begun.repeated).toBe(false)
  await until(async () => stored.byToken.has(begun.token))
  expect(seen).toContainEqual({ token: begun.token, repeated: true })
  // The batch may have been only some of the events: the others lie in partitions of the sleeper, and come when it wakes.
  awake.resolve()
  await until(async () => isWhole(stored.ids(), sent))
  expectOnce(stored.ids(), sent)
})

test('what the relay publishes twice is counted once', async () => {
  const stored = store()
  sink('repeats', stored.take)
  const first = await relay()
  const sent = await append(300)
  await until(async () => isWhole(stored.ids(), sent))
  await first.close()
  // As after a crash before any batch was noted as done.
  await db.query("DELETE FROM log_batches WHERE consumer = 'relay'")
  await relay()
  sent.push(...(await append(100)))
  await until(async () => isWhole(stored.ids(), sent))
  expectOnce(stored.ids(), sent)
})

test('an event of a type or version without a topic is set aside, and the others continue', async () => {
  const stored = store()
  await relay()
  sink('unrouted', stored.take)
  const unknown = newEvent('unknown', { type: 'horoscope', action: 'read' })
  const newer = newEvent('newer', { schema_version: 9 })
  await appendEvents(db, [newEvent('first'), unknown, newer, newEvent('last')])
  const sent = await append(20)
  await until(async () => stored.ids().length === sent.length + 2)
  expect(letters.toSorted()).toEqual(['no_topic newer', 'no_topic unknown'])
})

test('an event that the brokers refuse is set aside, and those of other tenants continue', async () => {
  const stored = store()
  await relay()
  sink('poisoned', stored.take)
  const sent = await append(20)
  // Past the door, as an older release took it: more bytes than a broker takes.
  const poison = newEvent('poison', { tenant_id: 'poisoner', data: { blob: '漢'.repeat(500_000) } })
  await appendEvents(db, [poison, newEvent('beside', { tenant_id: 'poisoner' })])
  sent.push(...(await append(20)))
  await until(async () => stored.ids().length === sent.length + 1)
  expect(letters).toEqual(['refused_by_log poison'])
  expect(stored.ids()).not.toContain(poison.event.id)
  const { rows } = await db.query('SELECT consumer, tenant_id, event_id, cause FROM set_aside_events')
  expect(rows).toEqual([
    { consumer: 'relay', tenant_id: 'poisoner', event_id: poison.event.id, cause: 'refused_by_log' },
  ])

  sent.push(...(await append(20)))
  await until(async () => stored.ids().length === sent.length + 1)
})

test('an event that the brokers refuse is found again where setting it aside failed, and is never passed by', async () => {
  const stored = store()
  sink('found-again', stored.take)
  const poison = (key: string) => newEvent(key, { data: { blob: '漢'.repeat(500_000) } })
  await appendEvents(db, [
    newEvent('before'),
    poison('poison-1'),
    newEvent('between'),
    poison('poison-2'),
    newEvent('after'),
  ])
  await relay(2)
  const sent = await append(20)
  await until(async () => letters.length === 2 && stored.ids().length === sent.length + 3)
  expect(letters.toSorted()).toEqual(['refused_by_log poison-1', 'refused_by_log poison-2'])
  const { rows } = await db.query("SELECT FROM set_aside_events WHERE consumer = 'relay'")
  expect(rows).toHaveLength(2)
  expectOnce(stored.ids(), stored.ids())
})

test('while the sinks are quiesced nothing is decided, and afterwards all continues', async () => {
  await relay()
  const stored = store()
  sink('held', stored.take)
  const sent = await append(100)
  await until(async () => isWhole(stored.ids(), sent))
  await whileQuiesced(db, 'held', log, async () => {
    const before = stored.ids().length
    sent.push(...(await append(100)))
    const relayed = async () =>
      (await db.query("SELECT FROM log_batches WHERE consumer = 'relay' AND done_at IS NULL")).rows
    await until(async () => (await relayed()).length === 0)
    expect(stored.ids()).toHaveLength(before)
  })
  await until(async () => isWhole(stored.ids(), sent))
  expectOnce(stored.ids(), sent)
})

/** When the consumer began to suspect that it has missed something. */
const doubt = async (consumer: string) => suspectedLoss(db, consumer)

test('events that the ledger lost when it was restored are passed by, and hide none of those that came after', async () => {
  await relay()
  const stored = store()
  const before = sink('restored', stored.take)
  const sent = await append(100)
  await until(async () => isWhole(stored.ids(), sent))
  await before.close()
  // What a ledger published that was restored to an earlier moment since: its transactions are beyond those that follow.
  const producer = new Producer({ clientId: 'lost', bootstrapBrokers: [kafka.brokers] })
  const lost = Array.from({ length: 40 }, (_, index) => {
    const { event } = newEvent(`lost${index}`)
    event.device_id = `d-${index}`
    return { event, tx: '99999999', position: String(index) }
  })
  const ledger = await ledgerId(db)
  const topic = topicOf((lost[0] as (typeof lost)[number]).event.type)
  await producer.send({ messages: lost.map((logged) => ({ ...toMessage(logged, ledger), topic })) })
  await producer.close()
  sent.push(...(await append(200)))
  sink('restored', stored.take)
  await until(async () => isWhole(stored.ids(), sent))
  expectOnce(stored.ids(), sent)
  expect(await doubt('restored')).toBeDefined()
})

test('a group that is ahead of a restored ledger is followed where nothing more comes, and its lag ends', async () => {
  await relay()
  const stored = store()
  const before = sink('ahead', stored.take)
  const sent = await append(100)
  const connection = connectionTo(settings, 'ahead')
  const lag = async () => (await progressOf(db, connection, 'ahead', topics)).lag
  await until(async () => isWhole(stored.ids(), sent) && (await lag()) === 0)
  await before.close()
  const { rowCount } = await db.query('UPDATE log_partitions SET next_offset = next_offset - 1 WHERE next_offset > 0')
  expect(await lag()).toBe(rowCount)
  sink('ahead', stored.take)
  await until(async () => (await lag()) === 0)
  expect(await doubt('ahead')).toBeDefined()
  sent.push(...(await append(100)))
  await until(async () => isWhole(stored.ids(), sent))
  expectOnce(stored.ids(), sent)
})

test('a deleted topic is created again, and its unread messages come from the ledger', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pocm-vanished-'))
  const env = {
    ...{ DATABASE_URL: await postgres.createDatabase(), KAFKA_BROKERS: kafka.brokers },
    ...{ POCM_DATA_DIR: folder, POCM_LOG_LEVEL: 'silent' },
  }
  const payment = (number: number) => ({
    ...{ type: 'payment', action: 'captured', occurred_at: '2026-10-01T12:00:00Z', producer: 'till' },
    idempotency_key: `vanished-${number}`,
    data: { payment_id: `p-${number}`, gateway: 'stripe', method: 'card', amount: 1, currency: 'EUR' },
  })
  const captured = async (service: TestService) => {
    const query = { metrics: ['payments_captured'], from: '2026-10-01', to: '2026-10-02' }
    return (await service.call('POST', '/analytics/query', query)).body.totals.payments_captured
  }
  const before = await startService(env)
  onTestFinished(() => before.stop())
  await before.send([payment(0)])
  await until(async () => (await captured(before)) === 1)

  await (before.service.deps.consumers.get('sink') as Consumer | undefined)?.close()
  await before.send(Array.from({ length: 100 }, (_, index) => payment(1 + index)))
  const relayLag = before.service.lags.get('relay')
  await until(async () => (await relayLag?.()) === 0)
  const admin = new Admin({ clientId: 'test', bootstrapBrokers: [kafka.brokers] })
  onTestFinished(() => admin.close())
  await admin.deleteTopics({ topics: [topicOf('payment')] })
  expect(await captured(before)).toBe(1)
  await before.stop()

  const after = await startService(env)
  onTestFinished(() => after.stopAndClean())
  await after.send([payment(200)])
  await until(async () => (await captured(after)) === 102, 90_000)
  expect((await after.call('POST', '/analytics/reconcile', {})).body.differences).toEqual([])
  const metrics = async (): Promise<string> => (await after.call('GET', '/metrics')).body
  await until(async () => /^pocm_drift_found_total [1-9]/m.test(await metrics()))
  expect(await metrics()).toMatch(/^pocm_log_doubt_timestamp_seconds \d{10}/m)
})
