import { Admin, type BaseOptions, ConfigResourceTypes, IncrementalAlterConfigOperationTypes } from '@platformatic/kafka'
import type { KafkaConfig } from '../../platform/config.ts'
import { causesOf } from '../../platform/error-causes.ts'
import { maxMessageBytes } from '../../platform/event-size.ts'

/** What producers that have no HTTP write to. */
export const ingestTopic = 'pocm.ingest.v1'
export const deadLetterTopic = 'pocm.dlq.v1'
/** Notifies live readers that the log has grown; one partition, and nothing in it is worth keeping. */
export const wakeTopic = 'pocm.log.v1'

const hourMs = 3_600_000

/**
 * Makes the topics that are missing, large enough for the largest event. Those that are there stay as they are, but for a
 * smaller limit of messages, which is raised. Several processes may do so at once.
 */
export async function ensureTopics(
  connection: BaseOptions,
  { partitions, replicas, retentionHours }: KafkaConfig,
  topics: readonly string[],
): Promise<void> {
  const admin = new Admin(connection)
  const make = async (missing: string[], settings: { partitions: number; retentionMs: number }) => {
    if (missing.length === 0) return
    const configs = [
      { name: 'retention.ms', value: String(settings.retentionMs) },
      { name: maxBytes, value: String(maxMessageBytes) },
    ]
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
    await raiseLimits(
      admin,
      topics.filter((topic) => present.has(topic)),
    )
  } finally {
    await admin.close()
  }
}

const maxBytes = 'max.message.bytes'

/** Raises the limit of topics that would refuse the largest event. A user who may not leaves them: relay.ts sets events aside. */
async function raiseLimits(admin: Admin, topics: readonly string[]): Promise<void> {
  if (topics.length === 0) return
  const ofTopic = (resourceName: string) => ({ resourceType: ConfigResourceTypes.TOPIC, resourceName })
  try {
    const described = await admin.describeConfigs({
      resources: topics.map((topic) => ({ ...ofTopic(topic), configurationKeys: [maxBytes] })),
    })
    const small = described.filter(({ configs }) =>
      configs.some(({ name, value }) => name === maxBytes && Number(value) < maxMessageBytes),
    )
    if (small.length === 0) return
    const set = {
      configOperation: IncrementalAlterConfigOperationTypes.SET,
      name: maxBytes,
      value: String(maxMessageBytes),
    }
    await admin.incrementalAlterConfigs({
      resources: small.map(({ resourceName }) => ({ ...ofTopic(resourceName), configs: [set] })),
    })
  } catch (error) {
    if (!causesOf(error).every(isForbidden)) throw error
  }
}

const isForbidden = (error: Error) =>
  'apiId' in error && ['TOPIC_AUTHORIZATION_FAILED', 'CLUSTER_AUTHORIZATION_FAILED'].includes(String(error.apiId))

/** Another process was faster. */
const isThere = (error: Error) => 'apiId' in error && error.apiId === 'TOPIC_ALREADY_EXISTS'
