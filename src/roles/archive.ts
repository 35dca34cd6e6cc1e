import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type Archive, openArchive } from '../archive/archive.ts'
import { openHeadArchive } from '../archive/audit-heads.ts'
import { batchEvents } from '../archive/bounds.ts'
import type { Proof } from '../archive/check-line.ts'
import { openFolderStore } from '../archive/folder-store.ts'
import { type ReadDeps, readLeft } from '../archive/left-events.ts'
import { noPace } from '../archive/pace.ts'
import { countLines, rewriteEvents } from '../archive/rewrite.ts'
import { rewriteBatch, settleRewrites } from '../archive/rewrite-batch.ts'
import { openS3Store } from '../archive/s3-store.ts'
import { openSealedObjects, type SealedObjects } from '../archive/sealed-object.ts'
import { type Archiver, startArchiver } from '../archive/start.ts'
import type { WriteDeps } from '../archive/write-batch.ts'
import type { HeadArchive } from '../compliance/audit-heads.ts'
import type { ErasedSubjects } from '../compliance/erased-subjects.ts'
import type { KeyVersions } from '../compliance/sealing.ts'
import type { Catalogue } from '../events/catalogue.ts'
import type { Lease } from '../log/lease.ts'
import type { Breakers } from '../platform/breaker.ts'
import type { Config } from '../platform/config.ts'
import type { DiskSpace } from '../platform/disk-space.ts'
import type { Logger } from '../platform/log.ts'
import type { Metrics } from '../platform/metrics.ts'
import type { Database } from '../postgres/pool.ts'
import type { RetentionArchive } from '../retention/deps.ts'

export interface Archiving {
  readonly archive: Archive
  readonly auditHeads: HeadArchive
  readonly sealedObjects: SealedObjects
  /** Writes what holds events of an erasure anew, from the ledger. @returns the names of batches that could not be */
  rewrite(erasureId: string): Promise<string[]>
  /** What retention reads and writes anew. */
  readonly retention: RetentionArchive
  /** Events that left the ledger, as the archive has them. */
  readonly reading: ReadDeps
  /** How many lines of a tenant's raw files hold any of these texts. */
  countLines(tenantId: string, texts: readonly string[]): Promise<number>
  /** Archives by the clock, in this process. */
  start(lease: Lease | undefined): Archiver
  close(): void
}

/** The archive: in the bucket where S3 is set, else in the data folder. */
export function openArchiving(
  { s3, dataDir }: Config,
  deps: {
    db: Database
    catalogue: Catalogue
    keys: KeyVersions
    proof: Proof
    erased: ErasedSubjects
    keepLetters: WriteDeps['keepLetters']
    diskSpace: DiskSpace
    breakers: Breakers
    metrics: Metrics
    log: Logger
  },
): Archiving {
  const { breakers } = deps
  const store = s3 === undefined ? openFolderStore(join(dataDir, 'archive')) : openS3Store(s3, breakers.of('s3'))
  const spoolFolder = spoolOf(join(dataDir, 'archive-spool'))
  const trust = { keys: deps.keys, acceptUnsigned: false }
  const reading = { db: deps.db, store, trust, spoolFolder: join(spoolFolder, 'left') }
  const rewriting = { ...deps, store, pace: noPace, spoolFolder: join(spoolFolder, 'retention') }
  return {
    archive: openArchive({ ...deps, store, spoolFolder: join(spoolFolder, 'read') }),
    auditHeads: openHeadArchive(store, join(spoolFolder, 'heads')),
    sealedObjects: openSealedObjects(store, join(spoolFolder, 'sealed')),
    rewrite: (erasureId) =>
      rewriteEvents({ ...deps, store, pace: noPace, spoolFolder: join(spoolFolder, 'rewrite') }, erasureId),
    countLines: (tenantId, texts) =>
      countLines({ ...deps, store, spoolFolder: join(spoolFolder, 'count') }, tenantId, texts),
    reading,
    retention: {
      ...{ store, trust, proof: deps.proof, spoolFolder: join(spoolFolder, 'verify') },
      rewriteBatch: (batch, isMeant, change) => rewriteBatch(rewriting, batch, isMeant, change),
      settleRewrites: () => settleRewrites(rewriting),
      readLeft: (hours) => readLeft(reading, hours),
    },
    start: (lease) => startArchiver({ ...deps, store, lease, batchEvents, spoolFolder: join(spoolFolder, 'write') }),
    close: store.close,
  }
}

/**
 * A folder of this process's own, for processes on servers may share a data folder; those of processes that are gone
 * are removed.
 */
function spoolOf(folder: string): string {
  mkdirSync(folder, { recursive: true })
  for (const name of readdirSync(folder)) {
    if (!isRunning(Number(name))) rmSync(join(folder, name), { recursive: true, force: true })
  }
  return join(folder, String(process.pid))
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
