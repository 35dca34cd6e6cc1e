import { type ClusterMetadata, Consumer, type ConsumerOptions } from '@platformatic/kafka'

type Options = ConsumerOptions<Buffer, Buffer, Buffer, Buffer>
type Answer = (error: Error | null, metadata?: ClusterMetadata) => void

/**
 * A consumer that outlives brokers which come back and do not know their topics yet. The library's stream takes for
 * granted that each topic and partition stands in the metadata, and what it throws then, in a callback, would end the
 * process (@platformatic/kafka 2.12.1): here its stream fails instead, and whoever reads it begins anew.
 */
export function openSturdyConsumer(options: Options): Consumer {
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
