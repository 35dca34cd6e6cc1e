import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { openLog } from '../../src/platform/log.ts'
import { openDatabase } from '../../src/postgres/database.ts'
import type { Database } from '../../src/postgres/pool.ts'
import { ledgerUrl } from '../given-servers.ts'
import { copyMigrated } from '../migrated-stores/copy.ts'

/** One ledger, embedded or on the given server, for the tests of a file; each test keeps to a tenant of its own. */
export function openLedgerForFile(): { readonly db: Database } {
  let opened: Awaited<ReturnType<typeof openDatabase>> | undefined
  let folder = ''
  let drop = async () => {}
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pocm-test-'))
    const given = await ledgerUrl(folder)
    drop = given.drop
    if (given.databaseUrl === undefined) await copyMigrated('postgres', folder)
    opened = await openDatabase({ dataDir: folder, databaseUrl: given.databaseUrl }, openLog('error'), (error) => {
      throw error
    })
  })
  afterAll(async () => {
    await opened?.close()
    await drop()
    await rm(folder, { recursive: true, force: true })
  })
  return {
    get db() {
      if (opened === undefined) throw new Error('the ledger is not open yet')
      return opened.db
    },
  }
}
