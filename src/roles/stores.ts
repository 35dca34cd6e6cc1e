import { join } from 'node:path'
import type { Catalogue } from '../events/catalogue.ts'
import { releaseHolds, whileQuiesced } from '../log/quiesce.ts'
import type { Measures } from '../measures/catalogue.ts'
import type { Breakers } from '../platform/breaker.ts'
import type { Closers } from '../platform/closers.ts'
import type { Config } from '../platform/config.ts'
import type { Logger } from '../platform/log.ts'
import type { Tracer } from '../platform/tracing.ts'
import { openDatabase } from '../postgres/database.ts'
import { inTurn } from '../postgres/exclusive-claim.ts'
import type { Database } from '../postgres/pool.ts'
import { readRecord } from '../service-metrics/read-metric.ts'
import { openAwaitingServer } from '../warehouse/open-when-ready.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'
import type { WhileWritesPaused } from '../warehouse/writing/build-rollups.ts'
import { warehouseConsumer } from './sink.ts'

/** Opens ledger and warehouse, each a server where its URL is set and embedded in the data folder where not. */
export async function openStores(
  config: Config,
  deps: {
    catalogue: Catalogue
    measures: Measures
    log: Logger
    breakers: Breakers
    closers: Closers
    tracer: Tracer | undefined
    /** Called when the embedded PostgreSQL ends by itself. */
    onCrash: (error: Error) => void
  },
): Promise<{ db: Database; warehouse: Warehouse }> {
  const { closers, log, breakers, onCrash, ...leaves } = deps
  const place =
    config.clickhouseUrl === undefined
      ? { path: join(config.dataDir, 'clickhouse') }
      : { url: config.clickhouseUrl, cluster: config.clickhouseCluster }
  // The two engines take their seconds side by side.
  const ledger = openDatabase(config, log, onCrash, breakers.of('ledger')).then((opened) => {
    closers.add('ledger', opened.close)
    return opened
  })
  // At a start there may be no process left to finish a batch, so one whose process is gone is not waited for.
  const whileWritesPaused: WhileWritesPaused = async (act) => {
    const { db } = await ledger
    if (config.databaseUrl === undefined) await releaseHolds(db)
    return whileQuiesced(db, warehouseConsumer, log, act, 'ignore')
  }
  // Several processes that start at once would create the same tables on a server.
  const oneAtATime =
    config.clickhouseUrl === undefined
      ? undefined
      : async <T>(act: () => Promise<T>) => inTurn((await ledger).db, 'making of the warehouse', log, act)
  const opening = [
    ledger,
    openAwaitingServer({
      ...{ ...place, ...leaves, log, whileWritesPaused, oneAtATime },
      readRecord: async (tenantId, question) => readRecord((await ledger).db, tenantId, question, Date.now()),
      breaker: breakers.of('warehouse'),
    }).then((opened) => {
      closers.add('warehouse', () => opened.close())
      return opened
    }),
  ] as const
  await Promise.allSettled(opening)
  const [{ db }, warehouse] = await Promise.all(opening)
  return { db, warehouse }
}
