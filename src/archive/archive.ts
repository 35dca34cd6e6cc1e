import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ErasedSubjects } from '../compliance/erased-subjects.ts'
import type { KeyVersions } from '../compliance/sealing.ts'
import { countAfter, isAfter, logHead } from '../ledger/read-log.ts'
import type { Database } from '../postgres/pool.ts'
import { archivedPosition, countUnsigned, oldestWaiting } from './batches.ts'
import type { Proof } from './check-line.ts'
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
  /** Manifests of an earlier release that are not signed yet. */
  readonly unsigned: number
  /** Those of them that cannot be, since the ledger lacks their events. */
  readonly unsignable: number
}

/** What of the archive is asked for, and how. */
export interface ArchiveRequest {
  /** Where the page before ended. */
  readonly cursor?: string | undefined
  /** Takes manifests that are not signed. */
  readonly acceptUnsigned: boolean
}

/** What is asked of the archive from outside; another process may be the one that writes it. */
export interface Archive {
  status(): Promise<ArchiveStatus>
  /** Has everything archived that is settled now, as Parquet too where asked. @returns false when it takes too long. */
  run(tables: boolean): Promise<boolean>
  verify(scope: Scope, asked: ArchiveRequest): Promise<Verified>
  restore(scope: Scope, asked: ArchiveRequest): Promise<Restored>
}

const runMs = 60_000
const askMs = 100
const pageMs = 20_000

export function openArchive(deps: {
  db: Database
  store: ArchiveStore
  spoolFolder: string
  keys: KeyVersions
  proof: Proof
  erased: ErasedSubjects
}): Archive {
  const { db, store, spoolFolder, keys, proof, erased } = deps
  const withFolder = async <T>(act: (folder: string) => Promise<T>) => {
    const folder = join(spoolFolder, randomUUID())
    return act(folder).finally(() => rm(folder, { recursive: true, force: true }))
  }
  return {
    async status() {
      const waiting = await countAfter(db, await archivedPosition(db))
      return { place: store.place, waiting, oldest_seconds: await oldestWaiting(db), ...(await countUnsigned(db)) }
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
    verify: (scope, { cursor, acceptUnsigned }) =>
      withFolder((folder) => {
        const trust = { keys, acceptUnsigned }
        return verifyArchive({ db, store, spoolFolder: folder, trust, proof, pageMs }, scope, cursor)
      }),
    restore: (scope, { cursor, acceptUnsigned }) =>
      withFolder((folder) => {
        const trust = { keys, acceptUnsigned }
        return restoreArchive({ db, store, spoolFolder: folder, trust, proof, erased, pageMs }, scope, cursor)
      }),
  }
}
