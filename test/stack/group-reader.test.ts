import { Producer } from '@platformatic/kafka'
import pino from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connectionTo } from '../../src/log/kafka/connection.ts'
import { type GroupReader, openGroupReader } from '../../src/log/kafka/group-reader.ts'
import { ensureTopics } from '../../src/log/kafka/topics.ts'
import { type KafkaServer, startKafka } from './kafka.ts'

let kafka: KafkaServer
beforeAll(async () => {
  kafka = await startKafka()
})
afterAll(() => kafka?.stop())

const log = pino({ level: 'silent' })

async function topicOf(name: string, messages: number) {
  const config = {
    brokers: [kafka.brokers],
    partitions: 2,
    replicas: 1,
    retentionHours: 1,
    sasl: undefined,
    tls: undefined,
  }
  const connection = connectionTo(config, name)
  await ensureTopics(connection, config, [name])
  const producer = new Producer({ clientId: name, bootstrapBrokers: [kafka.brokers] })
  const send = (count: number, key = 'before') =>
    producer.send({
      messages: Array.from({ length: count }, (_, index) => ({ topic: name, key: Buffer.from(`${key} ${index}`) })),
    })
  await send(messages)
  const open = (member: string) => openGroupReader({ connection, group: `group-${name}`, member, topics: [name], log })
  return { open, send, close: () => producer.close() }
}

/** Takes and commits until so many messages of a key have come. */
async function takeAll(reader: GroupReader, count: number, key: string): Promise<void> {
  for (let taken = 0; taken < count; ) {
    const messages = await reader.take(100)
    taken += messages.filter((message) => message.key?.toString().startsWith(key)).length
    await reader.commit(messages)
  }
}

/** Takes until something comes. */
async function takeSome(reader: GroupReader) {
  for (;;) {
    const messages = await reader.take(100)
    if (messages.length > 0) return messages
  }
}

test('a commit that no coordinator answers fails, and so does whatever is asked of the reader then', async () => {
  const topic = await topicOf('paused', 20)
  const reader = await topic.open('paused')
  const messages = await takeSome(reader)
  kafka.pause()
  await expect(reader.commit(messages)).rejects.toThrow()
  await expect(reader.take(100)).rejects.toThrow()
  kafka.resume()
  await reader.close()
  const next = await topic.open('paused')
  // The broker may have taken the commit when it resumed: the failure does not show where the group then begins.
  await topic.send(20, 'after')
  await takeAll(next, 20, 'after')
  await next.close()
  await topic.close()
})
