import type { MessageToProduce } from '@platformatic/kafka'
import { markPublished, markRefused, type StoredLetter, unpublishedLetters } from '../../ledger/dead-letters.ts'
import type { KafkaConfig } from '../../platform/config.ts'
import { messageOf } from '../../platform/error-causes.ts'
import type { Logger } from '../../platform/log.ts'
import type { Database } from '../../postgres/pool.ts'
import type { Lease } from '../lease.ts'
import type { Consumer } from '../loop.ts'
import { startLoop } from '../loop.ts'
import { isRefusal } from './breaker.ts'
import { connectionTo } from './connection.ts'
import { type OrderedProducer, openProducer } from './producer.ts'
import { deadLetterTopic, ensureTopics } from './topics.ts'

const pageLetters = 100
const pollMs = 1_000

/**
 * A letter as it stands in its topic: what it is, why and where from, and nothing that its producer wrote. The bytes
 * may hold personal data, the topic is read without a credential of ours, and a destroyed key does not reach it; they
 * are fetched with a credential (GET /analytics/dlq). So a letter is as small as any, whatever its message was.
 */
const toMessage = ({ id, tenant_id, cause, tries, topic, partition, offset }: StoredLetter): MessageToProduce => ({
  topic: deadLetterTopic,
  key: Buffer.from(id),
  value: Buffer.from(JSON.stringify({ id, tenant_id, cause, tries, topic, partition, offset })),
  headers: new Map(
    Object.entries({ pocm_letter: id, pocm_tenant: tenant_id, pocm_cause: cause }).map(([name, value]) => [
      Buffer.from(name),
      Buffer.from(value),
    ]),
  ),
})

/**
 * Publishes a page of letters; where the brokers refuse it, each by itself, so that one never holds up the others.
 * @returns the letters that they refuse for their own sake, with the error that says so
 * @throws what is wrong with the brokers or the way there
 */
export async function publishPage(
  { send }: Pick<OrderedProducer, 'send'>,
  letters: readonly StoredLetter[],
): Promise<{ refused: readonly StoredLetter[]; error?: unknown }> {
  try {
    await send(letters.map(toMessage))
    return { refused: [] }
  } catch (error) {
    if (!isRefusal(error)) throw error
    if (letters.length === 1) return { refused: letters, error }
    const refused: StoredLetter[] = []
    for (const letter of letters) refused.push(...(await publishPage({ send }, [letter])).refused)
    return { refused, error }
  }
}

/** Publishes letters that have not been, each at least once: `pocm_letter` tells one that comes again. */
export function startLetters(deps: {
  db: Database
  kafka: KafkaConfig
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
      const { refused, error } = await publishPage(producer, letters)
      const aside = refused.map(({ id }) => id)
      if (aside.length > 0) {
        await markRefused(db, aside)
        log.error({ consumer: 'letters', letters: aside, reason: messageOf(error) }, 'set dead letters aside')
      }
      await markPublished(
        db,
        letters.map(({ id }) => id).filter((id) => !aside.includes(id)),
      )
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
