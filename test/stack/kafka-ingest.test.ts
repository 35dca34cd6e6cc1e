import { Consumer, Producer } from '@platformatic/kafka'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { countSetAside } from '../../src/ledger/set-aside.ts'
import { openEventSource } from '../event-source.ts'
import { startService, until } from '../service.ts'
import { type KafkaServer, startKafka } from './kafka.ts'
import { type PostgresServer, startPostgres } from './postgres.ts'

let postgres: PostgresServer
let kafka: KafkaServer
let service: Awaited<ReturnType<typeof startService>>
let producer: Producer
beforeAll(async () => {
  ;[postgres, kafka] = await Promise.all([startPostgres(), startKafka()])
  service = await startService({
    DATABASE_URL: await postgres.createDatabase(),
    KAFKA_BROKERS: kafka.brokers,
    POCM_LOG_LEVEL: 'fatal',
  })
  producer = new Producer({ clientId: 'shop', bootstrapBrokers: [kafka.brokers] })
})
afterAll(async () => {
  await producer?.close()
  await service?.stopAndClean()
  await Promise.all([postgres?.stop(), kafka?.stop()])
})

const order = (number: number, change: object = {}) => ({
  type: 'order',
  action: 'placed',
  occurred_at: '2026-10-01T12:00:00Z',
  producer: 'shop',
  tenant_id: 'demo',
  order_id: `o-${number}`,
  data: { currency: 'EUR', items: [{ product_id: 'p', quantity: 1, unit_price: 2 }] },
  ...change,
})
const write = (values: readonly (object | string)[], topic = 'pocm.ingest.v1') =>
  producer.send({
    messages: values.map((value) => {
      return { topic, value: Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)) }
    }),
  })
const orders = async () => {
  const query = { metrics: ['orders', 'gmv'], from: '2026-10-01', to: '2026-10-02' }
  return (await service.call('POST', '/analytics/query', query)).body.totals
}
const letters = async (query = '') => (await service.call('GET', `/analytics/dlq${query}`)).body

test('events over Kafka are accepted like those over HTTP, and live readers receive them', async () => {
  const live = await openEventSource(service.url)
  await write(Array.from({ length: 500 }, (_, number) => order(number)))
  await until(async () => live.messages.length >= 500)
  await live.close()
  await service.settled()
  expect(await orders()).toEqual({ orders: 500, gmv: 1_000 })
})

test('what cannot be accepted is kept with its cause and bytes, corrected, replayed, and duplicates nothing', async () => {
  const before = (await orders()).orders
  await write([
    'this is no JSON {',
    order(1_000, { tenant_id: 'unknown' }),
    { ...order(1_001), tenant_id: undefined },
    order(1_002, { kind: 'order', type: 'oder' }),
    order(1_003, { data: { currency: 'EUR', items: [{ product_id: 'p', quantity: '1', unit_price: 2 }] } }),
    order(1_004),
  ])
  await until(async () => (await letters()).total === 5)
  const { groups } = await letters()
  const causes = groups.map(({ cause }: { cause: string }) => cause).sort()
  expect(causes).toEqual(['invalid_event', 'malformed_json', 'tenant_missing', 'unknown_tenant', 'unknown_type'])
  const [invalid] = (await letters('?cause=invalid_event')).letters
  expect(JSON.parse(Buffer.from(invalid.bytes, 'base64').toString())).toMatchObject({ order_id: 'o-1003' })
  expect(invalid.errors).not.toEqual([])

  const mapping = [{ op: 'replace', path: '/type', value: 'order' }]
  const replay = (body: object) => service.call('POST', '/analytics/dlq/replay', body, { 'x-change-reason': 'mended' })
  const tried = await replay({ cause: 'unknown_type', mapping, dry_run: true })
  expect(tried.body).toMatchObject({ dry_run: true, valid: 1, accepted: 0, rejected: 0 })
  expect((await letters()).total).toBe(5)
  expect((await replay({ cause: 'unknown_type' })).body).toMatchObject({ accepted: 0, rejected: 1 })
  const ids = (await letters('?cause=unknown_type')).letters.map(({ id }: { id: string }) => id)
  const [first, second] = await Promise.all([replay({ ids, mapping }), replay({ ids, mapping })])
  expect(first.body.accepted + second.body.accepted).toBe(1)
  expect((await letters()).total).toBe(4)
  await service.settled()
  expect((await orders()).orders).toBe(before + 2)
  const { body } = await service.call('GET', '/analytics/compliance/audit')
  const replays = body.entries.filter(({ action }: { action: string }) => action === 'dlq.replay')
  expect(replays[0]).toMatchObject({ actor: 'POCM_ADMIN_KEY' })
})

test('dead letters go to their topic by id, cause and place, and with nothing that their producer wrote', async () => {
  const consumer = new Consumer({ clientId: 'reader', groupId: 'reader', bootstrapBrokers: [kafka.brokers] })
  const stream = await consumer.consume({ topics: ['pocm.dlq.v1'], mode: 'earliest' })
  const written: string[] = []
  for await (const { key, value, headers } of stream) {
    const headersText = [...headers].map(([name, it]) => `${name}=${it}`).join()
    if (written.push([key, value, headersText].join()) === 5) break
  }
  await consumer.close(true)
  const letters = (await service.call('GET', '/analytics/dlq?all=true')).body.letters as { id: string; cause: string }[]
  for (const text of written) {
    const letter = letters.find(({ id }) => text.includes(id))
    expect(text).toContain(letter?.cause)
    expect(text).not.toContain('this is no JSON {')
  }
})

test('what a foreign producer writes into the topic of a type is set aside, and what follows continues', async () => {
  const before = (await orders()).orders
  await write(['poison', JSON.stringify(order(9))], 'pocm.analytics.order.v1')
  await write([order(2_000)])
  await until(async () => (await letters('?cause=not_an_event')).total === 2)
  await service.settled()
  expect((await orders()).orders).toBe(before + 1)
  expect((await service.call('POST', '/analytics/reconcile', {})).body.differences).toEqual([])
})

test('a letter that the brokers refuse is set aside and counted, and the others are published', async () => {
  const { db } = service.service
  const insert = `INSERT INTO dead_letters
      (id, tenant_id, cause, detail, sealed, headers, topic, partition, "offset", written_at, died_at)
    VALUES ($1, 'demo', $2, '[]', '', '{}', 'poisoned', 0, $3::int, now(), now() + $3::int * interval '1 ms')`
  const ids = [1, 2, 3].map((n) => `00000000-0000-4000-8000-00000000000${n}`)
  // More than a broker takes of one message.
  const causes = ['before', 'poison'.repeat(200_000), 'behind']
  for (const [index, cause] of causes.entries()) await db.query(insert, [ids[index], cause, index])
  const state = async () =>
    (
      await db.query<{ state: string }>(
        `SELECT CASE WHEN published_at IS NOT NULL THEN 'published' WHEN publish_refused_at IS NOT NULL THEN 'set aside' END AS state
         FROM dead_letters WHERE topic = 'poisoned' ORDER BY "offset"`,
      )
    ).rows.map((row) => row.state)
  await until(async () => (await state()).every((it) => it !== null))
  expect(await state()).toEqual(['published', 'set aside', 'published'])
  expect((await countSetAside(db)).get('letters')).toBe(1)
  expect(service.service.deps.consumers.get('letters')?.stuck).toBeUndefined()
  await db.query("DELETE FROM dead_letters WHERE topic = 'poisoned'")
})

test('a name that no tenant can have, in the event or a header, does not stop what follows', async () => {
  const before = (await orders()).orders
  const lettersBefore = (await letters()).total
  const odd = ['a\u0000b', '\u0000', 'x'.repeat(100_000), '\ud800', "'; --", '../..', '__proto__']
  const header = (name: string) => ({
    topic: 'pocm.ingest.v1',
    value: Buffer.from(JSON.stringify(order(0))),
    headers: new Map([[Buffer.from('tenant_id'), Buffer.from(name)]]),
  })
  await write(odd.map((tenant_id, index) => order(900 + index, { tenant_id })))
  await producer.send({ messages: odd.map(header) })
  // Garbage that names a tenant is looked up too.
  await producer.send({ messages: odd.map((name) => ({ ...header(name), value: Buffer.from('{') })) })
  await write([order(990)])
  await until(async () => (await orders()).orders === before + 1)
  await until(async () => (await letters()).total === lettersBefore + 3 * odd.length)
})
