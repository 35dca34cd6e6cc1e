import { Admin, type BaseOptions } from '@platformatic/kafka'
import { causesOf } from '../../platform/causes.ts'
import type { KafkaConfig } from '../../platform/config.ts'

/** What producers that have no HTTP write to. */
export const ingestTopic = 'pocm.ingest.v1'
export const deadLetterTopic = 'pocm.dlq.v1'
/** Tells live readers that the log has grown; one partition, and nothing in it is worth keeping. */
export const wakeTopic = 'pocm.log.v1'

/** The topic of an event type: `adverse_event` → `pocm.analytics.adverse-event.v1`. */
export const topicOf = (type: string): string => `pocm.analytics.${type.replaceAll('_', '-')}.v1`

const hourMs = 3_600_000

/** Makes the topics that are missing; those that are there stay as they are. Several processes may do so at once. */
export async function ensureTopics(
  connection: BaseOptions,
  { partitions, replicas, retentionHours }: KafkaConfig,
  topics: readonly string[],
): Promise<void> {
  const admin = new Admin(connection)
  try {
    const present = new Set(await admin.listTopics())
    const missing = topics.filter((topic) => !present.has(topic))
    for (const topic of missing) {
      const isWake = topic === wakeTopic
      const retentionMs = isWake ? hourMs : retentionHours * hourMs
      const configs = [{ name: 'retention.ms', value: String(retentionMs) }]
      await admin
        .createTopics({ topics: [topic], partitions: isWake ? 1 : partitions, replicas, configs })
        .catch((error) => {
          if (!causesOf(error).some((it) => 'apiId' in it && it.apiId === 'TOPIC_ALREADY_EXISTS')) throw error
        })
    }
  } finally {
    await admin.close()
  }
}
