import { randomUUID } from 'node:crypto'
import type { KafkaConfig } from '../../platform/config.ts'
import type { Logger } from '../../platform/log.ts'
import type { Consumer } from '../loop.ts'
import { startLoop } from '../loop.ts'
import type { Notifier } from '../notifier.ts'
import { connectionTo } from './connection.ts'
import { type GroupReader, openGroupReader } from './group-reader.ts'
import { ensureTopics, wakeTopic } from './topics.ts'

/**
 * Wakes live readers of this process whenever the relay has published what another process took in. What they read
 * comes from the ledger, in its order, so that a resume has no gap; this only tells them when to look.
 */
export function startNotifying(deps: { kafka: KafkaConfig; notifier: Notifier; log: Logger }): Consumer {
  const { kafka, notifier, log } = deps
  const member = randomUUID()
  const connection = connectionTo(kafka, 'live')
  let reader: GroupReader | undefined

  async function close(): Promise<void> {
    await reader?.close()
    reader = undefined
  }

  return startLoop({
    name: 'live',
    log,
    async step() {
      if (reader === undefined) {
        await ensureTopics(connection, kafka, [wakeTopic])
        // Each process has a group of its own: all of them are to be notified.
        reader = await openGroupReader({
          ...{ connection, group: `pocm-live-${member}`, member, topics: [wakeTopic], log },
          from: 'latest',
          lingerMs: 0,
        })
      }
      if ((await reader.take(100)).length > 0) notifier.call()
      return 0
    },
    onFailure: close,
    onClose: close,
  })
}
