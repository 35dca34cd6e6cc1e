import type { MessageToProduce } from '@platformatic/kafka'
import type { Database } from '../../ledger/database.ts'
import { markPublished, type StoredLetter, unpublishedLetters } from '../../ledger/dead-letters.ts'
import type { KafkaConfig } from '../../platform/config.ts'
import type { Logger } from '../../platform/log.ts'
import type { Lease } from '../lease.ts'
import type { Consumer } from '../loop.ts'
import { startLoop } from '../loop.ts'
import { connectionTo } from './connection.ts'
import { openProducer } from './producer.ts'
import { deadLetterTopic, ensureTopics } from './topics.ts'

const pageLetters = 100
const pollMs = 1_000

/** A letter as it stands in its topic: the original bytes, and in the headers what became of them. */
function toMessage(letter: StoredLetter, bytes: Buffer): MessageToProduce {
  const headers = {
    ...letter.headers,
    ...{ pocm_letter: letter.id, pocm_tenant: letter.tenant_id, pocm_cause: letter.cause },
    ...{ pocm_errors: JSON.stringify(letter.detail), pocm_tries: String(letter.tries) },
    ...{ pocm_topic: letter.topic, pocm_partition: String(letter.partition), pocm_offset: letter.offset },
  }
  return {
    topic: deadLetterTopic,
    key: Buffer.from(letter.id),
    value: bytes,
    headers: new Map(Object.entries(headers).map(([name, value]) => [Buffer.from(name), Buffer.from(value)])),
  }
}

/** Publishes letters that have not been, each at least once: `pocm_letter` tells one that comes again. */
export function startLetters(deps: {
  db: Database
  kafka: KafkaConfig
  /** The original bytes of a letter. */
  open: (letter: StoredLetter) => Buffer
  lease: Lease | undefined
  log: Logger
}): Consumer {
  const { db, kafka, log, lease } = deps
  const connection = connectionTo(kafka, 'letters')
  const producer = openProducer(connection, log)
  let topicStands = false
  return startLoop({
    name: 'letters',
    log,
    async step() {
      if (lease !== undefined && !(await lease.hold())) return pollMs
      const letters = await unpublishedLetters(db, pageLetters)
      if (letters.length === 0) return pollMs
      if (!topicStands) await ensureTopics(connection, kafka, [deadLetterTopic])
      topicStands = true
      await producer.send(letters.map((letter) => toMessage(letter, deps.open(letter))))
      const ids = letters.map(({ id }) => id)
      await markPublished(db, ids)
      return 0
    },
    async onFailure() {
      topicStands = false
    },
    async onClose() {
      await producer.close()
      await lease?.release()
    },
  })
}
