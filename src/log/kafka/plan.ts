import { createHash } from 'node:crypto'
import type { Message } from '@platformatic/kafka'
import { placeName } from '../../ledger/missing-events.ts'
import { isAfter, type LoggedEvent } from '../../ledger/read-log.ts'
import { fromMessage } from './message.ts'
import { type PartitionBatch, type PartitionState, partitionName, type Range } from './partition-batches.ts'

/** A message that is no event of ours. */
export interface Flawed {
  readonly message: Message
  readonly flaw: string
}

/** What a consumer makes of messages: how far each partition goes, and which events are new. */
export interface Plan {
  readonly ranges: readonly Range[]
  readonly batch: PartitionBatch
  readonly flawed: readonly Flawed[]
  /** How many messages another ledger has published; they are nothing to us. */
  readonly foreign: number
  /** How many messages carry events that the ledger no longer has; they do not move the place in the ledger. */
  readonly lost: number
  /** Offsets that the broker no longer has: deleted before they were read. */
  readonly gaps: readonly { topic: string; partition: number; from: bigint; to: bigint }[]
}

/**
 * Plans a batch out of messages, each partition's in their order. What lies before the consumer's place was read
 * already; what is not beyond the partition's last ledger position was published twice.
 * @param states by `partitionName`; each partition of the messages has one
 * @param known its `missing` are events that the ledger does not have, by `placeName`: it was restored to an earlier moment
 */
export function plan(
  messages: readonly Message[],
  topicIds: ReadonlyMap<string, string>,
  states: ReadonlyMap<string, PartitionState>,
  known: { types: ReadonlySet<string>; ledger: string; missing?: ReadonlySet<string> },
): Plan {
  const ranges = new Map<string, Range>()
  const events: LoggedEvent[] = []
  const flawed: Flawed[] = []
  let foreign = 0
  let lost = 0
  const gaps: { topic: string; partition: number; from: bigint; to: bigint }[] = []
  for (const message of messages) {
    const { topic, partition, offset } = message
    const topicId = topicIds.get(topic)
    if (topicId === undefined) throw new Error(`a message came from the topic ${topic}, which was not asked for`)
    const name = partitionName({ topicId, partition })
    const from = ranges.get(name)?.from ?? states.get(name)
    if (from === undefined) throw new Error(`the partition ${partition} of ${topic} has no state`)
    const now = ranges.get(name)?.to ?? from
    if (offset < now.nextOffset) continue
    if (offset > now.nextOffset) gaps.push({ topic, partition, from: now.nextOffset, to: offset })
    const read = fromMessage(message, known)
    let at = now.at
    if (read === 'foreign') foreign += 1
    else if ('flaw' in read) flawed.push({ message, flaw: read.flaw })
    else if (known.missing?.has(placeName(read))) lost += 1
    else if (isAfter(read, now.at)) {
      events.push(read)
      at = { tx: read.tx, position: read.position }
    }
    ranges.set(name, { topic, topicId, partition, from, to: { nextOffset: offset + 1n, at } })
  }
  const steps = [...ranges.values()].sort((a, b) => (partitionName(a) < partitionName(b) ? -1 : 1))
  const token = createHash('sha256')
    .update(steps.map((it) => `${partitionName(it)} ${it.from.nextOffset} ${it.to.nextOffset}`).join('\n'))
    .digest('hex')
  return { ranges: steps, batch: { token, events }, flawed, foreign, lost, gaps }
}
