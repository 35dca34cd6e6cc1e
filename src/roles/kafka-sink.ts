import { finishBatch, unfinishedBatch } from '../log/batches.ts'
import { type PartitionConsumerOptions, startPartitionConsumer } from '../log/kafka/partition-consumer.ts'
import type { Consumer } from '../log/loop.ts'
import type { SetAsideDeps } from '../log/set-aside.ts'
import type { Tracer } from '../platform/tracing.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'
import { intoWarehouse, warehouseConsumer } from './sink.ts'

/** Carries the topics into the warehouse, each decided batch exactly once, sharing partitions with other sinks. */
export async function startKafkaSink(
  deps: Omit<PartitionConsumerOptions, 'name' | 'handle' | 'batchEvents'> & {
    warehouse: Warehouse
    keepLetters: SetAsideDeps['keepLetters']
    tracer: Tracer | undefined
  },
): Promise<Consumer> {
  const { db } = deps
  const handle = intoWarehouse(deps)
  // What a sink over the ledger began before there was Kafka; the relay continues after it.
  const before = await unfinishedBatch(db, warehouseConsumer)
  if (before !== undefined) {
    await handle(before, true)
    await finishBatch(db, before)
  }
  return startPartitionConsumer({
    ...deps,
    name: warehouseConsumer,
    handle,
    batchEvents: 5_000,
  })
}
