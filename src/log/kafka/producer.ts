import { type BaseOptions, defaultPartitioner, type MessageToProduce, Producer } from '@platformatic/kafka'
import type { Logger } from '../../platform/log.ts'

/** Writes messages in order, acknowledged by all replicas in sync. */
export interface OrderedProducer {
  /**
   * Resolves when all are written. When it throws, none, some or all may have been, each partition's from the first on;
   * sending them again then begins with the first that was not acknowledged.
   * @param onAcknowledged called after each request with how many of the messages, from the first on, are written for
   *   good
   */
  send(messages: readonly MessageToProduce[], onAcknowledged?: (count: number) => void): Promise<void>
  close(): Promise<void>
}

/** What one request may hold of a partition, of which brokers refuse more than a megabyte by default, and in all. */
const partitionBytes = 700_000
const requestBytes = 16 * 1024 * 1024

/** Lengths and times of a record, at the most; a header has two lengths. */
const recordBytes = 40
const headerBytes = 10

/** Bytes of a message, at the most. */
function sizeOf({ key, value, headers }: MessageToProduce): number {
  let bytes = recordBytes + (key?.length ?? 0) + (value?.length ?? 0)
  const entries = headers instanceof Map ? headers.entries() : Object.entries(headers ?? {})
  for (const [name, text] of entries) bytes += headerBytes + name.length + (text?.length ?? 0)
  return bytes
}

/** Messages in requests as large as brokers take, in their order. */
export function* requests(messages: readonly MessageToProduce[]): Generator<MessageToProduce[]> {
  let request: MessageToProduce[] = []
  let bytes = new Map<string, number>()
  let inAll = 0
  for (const message of messages) {
    const place = `${message.topic}/${message.partition}`
    const size = sizeOf(message)
    const isFull = (bytes.get(place) ?? 0) + size > partitionBytes || inAll + size > requestBytes
    if (isFull && request.length > 0) {
      yield request
      request = []
      bytes = new Map()
      inAll = 0
    }
    request.push(message)
    bytes.set(place, (bytes.get(place) ?? 0) + size)
    inAll += size
  }
  if (request.length > 0) yield request
}

/** Says of messages with a key in which partition they go: the one that the client would give them. */
async function placed(producer: Producer, messages: readonly MessageToProduce[]): Promise<MessageToProduce[]> {
  const topics = [...new Set(messages.map(({ topic }) => topic))]
  const metadata = await producer.metadata({ topics, autocreateTopics: false })
  const counts = new Map([...metadata.topics].map(([topic, { partitionsCount }]) => [topic, partitionsCount]))
  return messages.map((message) => {
    const { topic, key } = message
    const count = counts.get(topic)
    return key === undefined || count === undefined
      ? message
      : { ...message, partition: defaultPartitioner(message, key) % count }
  })
}

/**
 * An idempotent producer, one request at a time. After a failure it is not known what the broker has stored, so the
 * next `send` starts with a new producer.
 */
export function openProducer(connection: BaseOptions, log: Logger): OrderedProducer {
  let producer: Producer | undefined

  async function discard(): Promise<void> {
    const failed = producer
    producer = undefined
    await failed?.close(true).catch((error) => log.debug({ err: error }, 'a broken producer could not be closed'))
  }

  return {
    async send(messages, onAcknowledged) {
      producer ??= new Producer({ ...connection, idempotent: true, acks: -1, autocreateTopics: false })
      try {
        let count = 0
        for (const request of requests(await placed(producer, messages))) {
          await producer.send({ messages: request })
          count += request.length
          onAcknowledged?.(count)
        }
      } catch (error) {
        await discard()
        throw error
      }
    },
    close: discard,
  }
}
