import { join } from 'node:path'
import pg from 'pg'
import type { Breaker } from '../platform/breaker.ts'
import type { Config } from '../platform/config.ts'
import type { Logger } from '../platform/log.ts'
import { startEmbeddedPostgres } from './embedded/start.ts'
import { migrate } from './migrate.ts'
import type { Database } from './pool.ts'
import { guardPool, serverTimeoutMs } from './pool-breaker.ts'

const idleInTransactionMs = 10_000

// Moments stay text: a Date would drop the microseconds that order events.
const types = new pg.TypeOverrides()
types.setTypeParser(pg.types.builtins.TIMESTAMPTZ, (text) => text)

/**
 * Opens the ledger's PostgreSQL (`DATABASE_URL`, or the embedded one in the data folder) and migrates it.
 * @param onCrash called when the embedded server ends by itself; the process cannot continue then.
 * @param breaker refuses statements while the server is unavailable; without one each statement waits for its own
 *   time-out.
 * @throws when the server cannot be reached or a migration fails.
 */
export async function openDatabase(
  config: Pick<Config, 'databaseUrl' | 'dataDir'>,
  log: Logger,
  onCrash: (error: Error) => void,
  breaker?: Breaker,
): Promise<{ db: Database; isEmbedded: boolean; close: () => Promise<void> }> {
  const embedded =
    config.databaseUrl === undefined
      ? await startEmbeddedPostgres(join(config.dataDir, 'postgres'), onCrash)
      : undefined
  // The embedded server has one session, which its connections take in turn; with several the next turn is there when one ends.
  const connection =
    embedded === undefined
      ? { connectionString: config.databaseUrl, max: 8, connectionTimeoutMillis: 5_000 }
      : { ...embedded.connection, max: 4 }
  const db = new pg.Pool({
    ...connection,
    types,
    onConnect: async (client) => {
      // A transaction that stays open holds up every reader of the log: one whose process stands still is ended.
      // A statement that its client gave up is ended on the server too, or it would go on holding locks and its session.
      await client.query(
        `SET TimeZone TO 'UTC'; SET idle_in_transaction_session_timeout TO ${idleInTransactionMs};
         SET statement_timeout TO ${serverTimeoutMs}`,
      )
    },
  })
  // A connection that breaks between two statements of a transaction reports it by an event; without a listener that
  // ends the process.
  db.on('connect', (client) => {
    client.on('error', (error) => log.debug({ err: error }, 'a connection to PostgreSQL broke'))
  })
  db.on('error', (error) => log.warn({ err: error }, 'an idle connection to PostgreSQL broke'))
  const close = async () => {
    await db.end()
    await embedded?.close()
  }
  try {
    await migrate(db, log)
  } catch (error) {
    await close()
    throw error
  }
  if (breaker !== undefined) guardPool(db, breaker)
  return { db, isEmbedded: embedded !== undefined, close }
}
