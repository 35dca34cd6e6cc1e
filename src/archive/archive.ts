import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from '../ledger/database.ts'
import { countAfter, isAfter, logHead } from '../ledger/read-log.ts'
import { archivedPosition, oldestWaiting } from './batches.ts'
import { askToClose } from './clock.ts'
import { type Restored, restoreArchive } from './restore.ts'
import { countUnwritten } from './runs.ts'
import type { Scope } from './scope.ts'
import type { ArchiveStore } from './store.ts'
import { type Verified, verifyArchive } from './verify.ts'

/** Where the archive is and how far it has come. */
export interface ArchiveStatus {
  readonly place: string
  /** Events that are not archived yet. */
  readonly waiting: number
  /** Seconds since the oldest of them was received. */
  readonly oldest_seconds: number
}

/** What is asked of the archive from outside; another process may be the one that writes it. */
export interface Archive {
  status(): Promise<ArchiveStatus>
  /** Has everything archived that is settled now, as Parquet too where asked. @returns false when it takes too long. */
  run(tables: boolean): Promise<boolean>
  verify(scope: Scope, cursor?: string): Promise<Verified>
  restore(scope: Scope, cursor?: string): Promise<Restored>
}

const runMs = 60_000
const askMs = 100
const pageMs = 20_000

export function openArchive(db: Database, store: ArchiveStore, spoolFolder: string): Archive {
  const withFolder = async <T>(act: (folder: string) => Promise<T>) => {
    const folder = join(spoolFolder, randomUUID())
    return act(folder).finally(() => rm(folder, { recursive: true, force: true }))
  }
  return {
    async status() {
      const waiting = await countAfter(db, await archivedPosition(db))
      return { place: store.place, waiting, oldest_seconds: await oldestWaiting(db) }
    },
    async run(tables) {
      const head = await logHead(db)
      const isDone = async () =>
        !isAfter(head, await archivedPosition(db)) && !(tables && (await countUnwritten(db)) > 0)
      for (const deadline = performance.now() + runMs; performance.now() < deadline; await sleep(askMs)) {
        if (await isDone()) return true
        await askToClose(db, tables)
      }
      return false
    },
    verify: (scope, cursor) =>
      withFolder((folder) => verifyArchive({ db, store, spoolFolder: folder, pageMs }, scope, cursor)),
    restore: (scope, cursor) =>
      withFolder((folder) => restoreArchive({ db, store, spoolFolder: folder, pageMs }, scope, cursor)),
  }
}
