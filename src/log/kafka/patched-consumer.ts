import { type ClusterMetadata, Consumer, type ConsumerOptions } from '@platformatic/kafka'

type Options = ConsumerOptions<Buffer, Buffer, Buffer, Buffer>
type Answer = (error: Error | null, metadata?: ClusterMetadata) => void

/**
 * A consumer whose stream fails where the library (@platformatic/kafka 2.12.1) would end the process: what its stream
 * throws in the callback of a metadata request cannot be caught by a caller. It assumes that the metadata list each
 * topic and partition, which may not be so right after brokers have come back. The reader of the stream then starts
 * anew.
 */
export function openPatchedConsumer(options: Options): Consumer {
  const consumer = new Consumer(options)
  const ask = consumer.metadata.bind(consumer)
  const sturdy = (asked: Parameters<typeof ask>[0], answer?: Answer) => {
    if (answer === undefined) return ask(asked)
    return ask(asked, (error, metadata) => {
      const failure = error ?? lacking(asked.topics ?? [], metadata)
      try {
        answer(failure, metadata)
      } catch (thrown) {
        if (failure !== null) throw thrown
        answer(thrown instanceof Error ? thrown : new Error(String(thrown)), metadata)
      }
    })
  }
  consumer.metadata = sturdy as typeof consumer.metadata
  return consumer
}

function lacking(topics: readonly string[], metadata: ClusterMetadata | undefined): Error | null {
  const missing = topics.filter((topic) => !metadata?.topics.has(topic))
  return missing.length === 0 ? null : new Error(`the brokers do not know ${missing.join(', ')}`)
}
