import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { KeyVersions } from '../compliance/sealing.ts'
import type { Database } from '../ledger/database.ts'
import { readWhole } from '../ledger/read-whole.ts'
import { type ArchiveBatch, finishBatch } from './batches.ts'
import { manifestName } from './layout.ts'
import { type ParquetManifest, type RawManifest, signedText } from './manifest.ts'
import type { Pace } from './pace.ts'
import { openSpool, type SpooledFile } from './spool.ts'
import type { ArchiveStore } from './store.ts'
import { openSlices, openTally } from './tally.ts'

export interface WriteDeps {
  readonly db: Database
  readonly store: ArchiveStore
  /** A folder of its own, emptied before each use. */
  readonly spoolFolder: string
  readonly pace: Pace
  /** Sign manifests. */
  readonly keys: KeyVersions
}

const pageEvents = 1_000
const uploads = 4

/**
 * Writes a decided batch: its files, then the manifest that makes them count, then the note that it is done. A repeat,
 * wherever the first try ended, writes the same names and bytes.
 */
export async function writeBatch(deps: WriteDeps, batch: ArchiveBatch): Promise<RawManifest> {
  const spool = await openSpool(deps.spoolFolder, batch.name)
  const tally = openTally()
  const slices = openSlices()
  for (let after = batch.from; ; ) {
    const page = await deps.pace(() => readWhole(deps.db, after, { until: batch.to, limit: pageEvents }))
    for (const it of page) {
      await spool.add(it)
      tally.add(it.event)
      slices.add(it.event)
    }
    after = page.at(-1) ?? after
    if (page.length < pageEvents) break
  }
  const count = tally.count()
  if (count.events !== batch.events) {
    throw new Error(`batch ${batch.name} had ${batch.events} events when it was decided and has ${count.events} now`)
  }

  const files = await spool.finish()
  await putAll(deps.store, files)
  const manifest: RawManifest = {
    version: 1,
    batch: batch.name,
    decided_at: batch.decidedAt,
    ...{ from: batch.from, to: batch.to, ...count },
    files: files.map(({ file }) => file),
    slices: slices.counts(),
  }
  await putManifest(deps, manifestName('raw', batch.name), manifest)
  await finishBatch(deps.db, batch)
  return manifest
}

/** Puts files some at a time. After a failure no more are begun, and what was under way has ended when it is thrown. */
async function putAll(store: ArchiveStore, files: readonly SpooledFile[]): Promise<void> {
  const left = [...files]
  const putOnes = async () => {
    for (let it = left.shift(); it !== undefined; it = left.shift()) await store.put(it.file.name, it.path)
  }
  const stopOthers = (error: unknown) => {
    left.length = 0
    throw error
  }
  const ended = await Promise.allSettled(Array.from({ length: uploads }, () => putOnes().catch(stopOthers)))
  for (const it of ended) if (it.status === 'rejected') throw it.reason
}

/** Signs a manifest and writes it. */
export async function putManifest(
  { store, spoolFolder, keys }: WriteDeps,
  name: string,
  manifest: RawManifest | ParquetManifest,
): Promise<void> {
  const path = join(spoolFolder, 'manifest')
  await writeFile(path, signedText(keys, name, manifest))
  await store.put(name, path)
}
