import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { type Database, openDatabase } from '../../src/ledger/database.ts'
import { openLog } from '../../src/platform/log.ts'

/** One embedded ledger for the tests of a file; each test keeps to a tenant of its own. */
export function openLedgerForFile(): { readonly db: Database } {
  let opened: Awaited<ReturnType<typeof openDatabase>> | undefined
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pocm-test-'))
    opened = await openDatabase({ dataDir: folder, databaseUrl: undefined }, openLog('error'), (error) => {
      throw error
    })
  })
  afterAll(async () => {
    await opened?.close()
    await rm(folder, { recursive: true, force: true })
  })
  return {
    get db() {
      if (opened === undefined) throw new Error('the ledger is not open yet')
      return opened.db
    },
  }
}
