import { tmpdir } from 'node:os'
import { onTestFinished } from 'vitest'
import { openLog } from '../../src/platform/log.ts'
import { openDatabase } from '../../src/postgres/database.ts'
import type { Database } from '../../src/postgres/pool.ts'

/** Opens and migrates a database of a PostgreSQL server, for one test. */
export async function openPostgres(databaseUrl: string): Promise<Database> {
  const fail = (error: Error) => {
    throw error
  }
  const opened = await openDatabase({ databaseUrl, dataDir: tmpdir() }, openLog('silent'), fail)
  onTestFinished(opened.close)
  return opened.db
}
