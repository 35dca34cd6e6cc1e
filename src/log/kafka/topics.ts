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
  const make = async (missing: string[], settings: { partitions: number; retentionMs: number }) => {
    if (missing.length === 0) return
    const configs = [{ name: 'retention.ms', value: String(settings.retentionMs) }]
    await admin.createTopics({ topics: missing, partitions: settings.partitions, replicas, configs }).catch((error) => {
      if (!causesOf(error).every(isThere)) throw error
    })
  }
  try {
    const present = new Set(await admin.listTopics())
    const missing = topics.filter((topic) => !present.has(topic))
    const lasting = missing.filter((topic) => topic !== wakeTopic)
    await make(lasting, { partitions, retentionMs: retentionHours * hourMs })
    await make(
      missing.filter((topic) => topic === wakeTopic),
      { partitions: 1, retentionMs: hourMs },
    )
  } finally {
    await admin.close()
  }
}

/** Another process was faster. */
const isThere = (error: Error) => 'apiId' in error && error.apiId === 'TOPIC_ALREADY_EXISTS'
