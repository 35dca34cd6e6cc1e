import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { KeyVersions } from '../compliance/sealing.ts'
import { readWhole, type WholeEvent } from '../ledger/read-stored.ts'
import { positionsSetAside, type Refused, setAside } from '../ledger/set-aside.ts'
import type { Logger } from '../platform/log.ts'
import type { Database } from '../postgres/pool.ts'
import { type ArchiveBatch, archiveConsumer, countAnew, finishBatch } from './batches.ts'
import { maxLineBytes } from './bounds.ts'
import { parseLine } from './check-line.ts'
import { manifestName } from './layout.ts'
import { type ParquetManifest, type RawManifest, signedText } from './manifest.ts'
import type { Pace } from './pace.ts'
import { fileNameOf, lineOf, openSpool, type SpooledFile } from './spool.ts'
import { type ArchiveStore, ObjectRefused } from './store.ts'
import { openSlices, openTally } from './tally.ts'

export interface WriteDeps {
  readonly db: Database
  readonly store: ArchiveStore
  /** A folder of its own, emptied before each use. */
  readonly spoolFolder: string
  readonly pace: Pace
  /** Sign manifests. */
  readonly keys: KeyVersions
  /** Keeps events that are set aside as dead letters. */
  readonly keepLetters: (consumer: string, refused: readonly Refused[]) => Promise<void>
  readonly log: Logger
}

const pageEvents = 1_000
const uploads = 4

/**
 * Writes a decided batch: its files, then the manifest that makes them count, then the note that it is done. A repeat,
 * wherever the first try ended, writes the same names and bytes. Events that the archive or its store does not take for their
 * own sake are set aside first, so that one never holds up the others.
 */
export async function writeBatch(deps: WriteDeps, batch: ArchiveBatch): Promise<RawManifest> {
  for (;;) {
    const written = await tryBatch(deps, batch)
    if ('manifest' in written) return written.manifest
    await setFilesAside(deps, batch, written.refused)
  }
}

/** @returns the names of files that the store does not take, where there are any; then nothing of the batch counts yet */
async function tryBatch(
  deps: WriteDeps,
  batch: ArchiveBatch,
): Promise<{ manifest: RawManifest } | { refused: ReadonlySet<string> }> {
  const spool = await openSpool(deps.spoolFolder, batch.name)
  const tally = openTally()
  const slices = openSlices()
  let aside = 0
  for await (const page of pagesOf(deps, batch)) {
    const known = await positionsSetAside(deps.db, archiveConsumer, page)
    const unreadable: WholeEvent[] = []
    for (const it of page) {
      if (known.has(it.position)) continue
      const line = lineOf(it)
      if (!canBeRestored(line)) {
        unreadable.push(it)
        continue
      }
      await spool.add(it, line)
      tally.add(it.event)
      slices.add(it.event)
    }
    await putAside(deps, unreadable, 'no line of a raw file that could be restored')
    aside += known.size + unreadable.length
  }
  const count = tally.count()
  const found = count.events + aside
  if (found > batch.events) {
    throw new Error(`batch ${batch.name} had ${batch.events} events when it was decided and has ${found} now`)
  }
  if (found < batch.events) {
    const fields = { batch: batch.name, gone: batch.events - found }
    deps.log.error(fields, 'events of a batch are gone from the ledger; it continues without them')
    await countAnew(deps.db, batch, found)
  }

  const files = await spool.finish()
  const refused = await putAll(deps.store, files)
  if (refused.size > 0) return { refused }
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
  return { manifest }
}

async function* pagesOf({ db, pace }: WriteDeps, { from, to }: ArchiveBatch): AsyncGenerator<WholeEvent[]> {
  for (let after = from; ; ) {
    const page = await pace(() => readWhole(db, after, { until: to, limit: pageEvents }))
    const last = page.at(-1)
    if (last === undefined) return
    yield page
    after = last
  }
}

/** Whether a restore would take a line, as far as its form goes. */
function canBeRestored(line: string): boolean {
  const bytes = Buffer.from(line.slice(0, -1))
  return bytes.length <= maxLineBytes && 'event' in parseLine(bytes)
}

async function setFilesAside(deps: WriteDeps, batch: ArchiveBatch, files: ReadonlySet<string>): Promise<void> {
  for await (const page of pagesOf(deps, batch)) {
    const refused = page.filter((it) => files.has(fileNameOf(it, batch.name)))
    await putAside(deps, refused, `no object of the store: ${[...files].join(', ')}`)
  }
}

async function putAside({ db, keepLetters, log }: WriteDeps, events: readonly WholeEvent[], reason: string) {
  if (events.length === 0) return
  const refused = events.map((logged) => ({ logged, cause: 'refused_by_archive' }))
  // The letter first: what is recorded as set aside is never without one.
  await keepLetters(archiveConsumer, refused)
  await setAside(db, archiveConsumer, refused)
  log.error({ consumer: archiveConsumer, events: refused.length, reason }, 'set events aside')
}

/**
 * Puts files some at a time. After a failure no more are begun, and what was under way has ended when it is thrown.
 * @returns the names of those that the store does not take
 */
async function putAll(store: ArchiveStore, files: readonly SpooledFile[]): Promise<ReadonlySet<string>> {
  const left = [...files]
  const refused = new Set<string>()
  const putOnes = async () => {
    for (let it = left.shift(); it !== undefined; it = left.shift()) {
      try {
        await store.put(it.file.name, it.path)
      } catch (error) {
        if (!(error instanceof ObjectRefused)) throw error
        refused.add(it.file.name)
      }
    }
  }
  const stopOthers = (error: unknown) => {
    left.length = 0
    throw error
  }
  const ended = await Promise.allSettled(Array.from({ length: uploads }, () => putOnes().catch(stopOthers)))
  for (const it of ended) if (it.status === 'rejected') throw it.reason
  return refused
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
