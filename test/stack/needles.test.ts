import { buffer } from 'node:stream/consumers'
import { gunzipSync } from 'node:zlib'
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3'
import { Admin, Consumer, Producer } from '@platformatic/kafka'
import { parquetReadObjects } from 'hyparquet'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { archiveAll } from '../archive/stored.ts'
import { found, markOf, needles } from '../needles.ts'
import { startService, until } from '../service.ts'
import { type KafkaServer, startKafka } from './kafka.ts'
import { type PostgresServer, startPostgres } from './postgres.ts'
import { type S3Server, type S3Settings, startS3 } from './s3.ts'

const events = 150
/** What producers wrote over Kafka stands in the topic of theirs as they wrote it, needles and all. */
const ofProducers = 'pocm.ingest.v1'

let postgres: PostgresServer
let kafka: KafkaServer
let s3: S3Server
let bucket: S3Settings
let service: Awaited<ReturnType<typeof startService>>
let letters = 0
beforeAll(async () => {
  ;[postgres, kafka, s3] = await Promise.all([startPostgres(), startKafka(), startS3()])
  bucket = await s3.createBucket()
  service = await startService({
    ...bucket,
    DATABASE_URL: await postgres.createDatabase(),
    KAFKA_BROKERS: kafka.brokers,
    POCM_LOG_LEVEL: 'silent',
  })
  const planted = needles(events)
  for (const { event } of planted) {
    const { status, body } = await service.call('POST', '/analytics/ingest', event)
    expect(status, `${JSON.stringify(event)} ${JSON.stringify(body)}`).toBe(202)
  }
  letters = await bury()
  await service.settled()
}, 900_000)
afterAll(async () => {
  await service?.stopAndClean()
  await Promise.all([postgres?.stop(), kafka?.stop(), s3?.stop()])
})

/** Writes needles over Kafka into messages that cannot be taken, in every part of them. @returns how many */
async function bury(): Promise<number> {
  const mark = (index: number) => `${markOf(events + index)}@example.org`
  const event = (change: object) =>
    JSON.stringify({ type: 'user', action: 'registered', tenant_id: 'demo', producer: 'clinic', data: {}, ...change })
  const values = [
    `this is no JSON ${mark(0)} {`,
    event({ occurred_at: mark(1) }),
    event({ occurred_at: '2026-10-01T12:00:00Z', action: mark(2), data: { email: mark(2) } }),
    event({ occurred_at: '2026-10-01T12:00:00Z', type: mark(3), producer: mark(3) }),
    event({ occurred_at: '2026-10-01T12:00:00Z', tenant_id: mark(4), user_id: mark(4) }),
    event({ occurred_at: '2026-10-01T12:00:00Z', idempotency_key: `${mark(5)}\u0000` }),
    JSON.stringify([mark(6), { [mark(6)]: mark(6) }]),
  ]
  const producer = new Producer({ clientId: 'clinic', bootstrapBrokers: [kafka.brokers] })
  try {
    const messages = values.map((value, index) => ({
      topic: ofProducers,
      key: Buffer.from(mark(index)),
      value: Buffer.from(value),
      headers: new Map([[Buffer.from(`x-${markOf(events + index)}`), Buffer.from(mark(index))]]),
    }))
    await producer.send({ messages })
  } finally {
    await producer.close()
  }
  const unpublished = async () =>
    (
      await service.service.db.query<{ letters: number; waiting: number }>(
        'SELECT count(*)::int AS letters, count(*) FILTER (WHERE published_at IS NULL)::int AS waiting FROM dead_letters',
      )
    ).rows[0]
  await until(async () => {
    const it = await unpublished()
    return it?.letters === values.length && it.waiting === 0
  }, 60_000)
  return values.length
}

/** Every message of a topic from its beginning, with key and headers, as text. */
async function messagesOf(topic: string): Promise<string[]> {
  const group = `needles-${topic}`
  const consumer = new Consumer({ clientId: 'needles', groupId: group, bootstrapBrokers: [kafka.brokers] })
  try {
    const ends = await consumer.listOffsets({ topics: [topic], timestamp: -1n })
    const total = [...ends.values()].flat().reduce((sum, offset) => sum + Number(offset), 0)
    const read: string[] = []
    if (total === 0) return read
    for await (const { key, value, headers } of await consumer.consume({ topics: [topic], mode: 'earliest' })) {
      const told = [...headers].map(([name, text]) => `${name}=${text}`)
      if (read.push([key, ...told, value].join('\n')) === total) break
    }
    return read
  } finally {
    await consumer.close(true)
  }
}

test('no topic of the service has a needle, in key, header or value', async () => {
  const admin = new Admin({ clientId: 'needles', bootstrapBrokers: [kafka.brokers] })
  const topics = (await admin.listTopics()).filter((it) => it.startsWith('pocm.')).sort()
  await admin.close()
  expect(topics).toEqual(expect.arrayContaining(['pocm.dlq.v1', 'pocm.analytics.user.v1', 'pocm.log.v1', ofProducers]))
  let carried = 0
  for (const topic of topics) {
    const messages = await messagesOf(topic)
    if (topic.startsWith('pocm.analytics.')) carried += messages.length
    if (topic === 'pocm.dlq.v1') expect(messages).toHaveLength(letters)
    // The search itself finds what is there.
    if (topic === ofProducers) expect(messages.filter((text) => found(text))).toHaveLength(letters)
    else for (const text of messages) expect(found(text), topic).toBeUndefined()
  }
  expect(carried).toBe(events)
})

test('no object of the archive has a needle, in its name or unpacked', async () => {
  await until(async () => (await archiveAll(service)).archived, 120_000)
  const client = s3.client()
  const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket.S3_BUCKET }))
  const kinds = new Map<string, number>()
  for (const { Key = '' } of Contents) {
    expect(found(decodeURIComponent(Key))).toBeUndefined()
    const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket.S3_BUCKET, Key }))
    const bytes = await buffer(Body as NodeJS.ReadableStream)
    const kind = Key.slice(Key.lastIndexOf('.') + 1)
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
    expect(found(await textOf(kind, bytes)), Key).toBeUndefined()
  }
  client.destroy()
  expect([...kinds.keys()].sort()).toEqual(['gz', 'json', 'parquet'])
})

async function textOf(kind: string, bytes: Buffer): Promise<string> {
  if (kind === 'gz') return gunzipSync(bytes).toString()
  if (kind === 'json') return bytes.toString()
  const file = {
    byteLength: bytes.length,
    slice: (from: number, to?: number) => new Uint8Array(bytes.subarray(from, to)).buffer,
  }
  return JSON.stringify(await parquetReadObjects({ file }), (_, it) => (typeof it === 'bigint' ? String(it) : it))
}
