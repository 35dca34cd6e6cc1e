import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Catalogue } from '../events/catalogue.ts'
import { columnsOf } from './columns.ts'
import { manifestName, parquetName } from './layout.ts'
import { type ArchivedFile, manifestText, type ParquetManifest, type RawFile } from './manifest.ts'
import { countParquet, openParquetFile } from './parquet.ts'
import { openObject, readBatchManifest, readEvents } from './read.ts'
import { finishRun, type Run } from './runs.ts'
import { add, type Count, nothing, same } from './tally.ts'
import { putText, type WriteDeps } from './write-batch.ts'

export interface RunDeps extends WriteDeps {
  readonly catalogue: Catalogue
}

/** Reads this many events at a time from a raw file before it rests. */
const pageEvents = 1_000

/**
 * Writes a run's batches as Parquet, one file for each tenant, type and day of arrival, each read back and compared
 * before it counts; then the manifest, then the note that it is done. A repeat writes the same names and bytes.
 */
export async function writeRun(deps: RunDeps, run: Run): Promise<ParquetManifest> {
  await rm(deps.spoolFolder, { recursive: true, force: true })
  await mkdir(deps.spoolFolder, { recursive: true })
  const sources = new Map<string, RawFile[]>()
  for (const batch of run.batches) {
    const { files } = await readBatchManifest(deps.store, manifestName('raw', batch))
    for (const file of files) {
      const name = parquetName({ tenant_id: file.tenant_id, type: file.type, date: dateOf(file.name) }, run.name)
      sources.set(name, [...(sources.get(name) ?? []), file])
    }
  }
  const files: ArchivedFile[] = []
  for (const name of [...sources.keys()].sort()) files.push(await writeTable(deps, name, sources.get(name) ?? []))
  const manifest: ParquetManifest = {
    version: 1,
    run: run.name,
    decided_at: run.decidedAt,
    batches: [...run.batches],
    ...files.reduce<Count>(add, nothing),
    files,
  }
  await putText(deps, manifestName('parquet', run.name), manifestText(manifest))
  await finishRun(deps.db, run)
  return manifest
}

/** The day that a raw file's name says. */
const dateOf = (name: string) => /\/date=([0-9-]+)\//.exec(name)?.[1] ?? ''

async function writeTable(deps: RunDeps, name: string, sources: readonly RawFile[]): Promise<ArchivedFile> {
  const [{ tenant_id, type }] = sources as [RawFile]
  const path = join(deps.spoolFolder, 'table')
  const table = openParquetFile(path, columnsOf(deps.catalogue.get(type)))
  for (const source of sources) {
    const events = readEvents(await openObject(deps.store, source.name))
    for (let more = true; more; ) {
      more = await deps.pace(async () => {
        for (let taken = 0; taken < pageEvents; taken++) {
          const { value, done } = await events.next()
          if (done) return false
          await table.add(value, JSON.stringify(value.data).length)
        }
        return true
      })
    }
  }
  await table.finish()
  const expected = sources.reduce<Count>(add, nothing)
  const found = await countParquet(path)
  if (!same(expected, found)) {
    throw new Error(
      `${name} would hold ${found.events} events (${found.checksum}), not ${expected.events} (${expected.checksum})`,
    )
  }
  const file: ArchivedFile = {
    ...{ name, bytes: (await stat(path)).size, sha256: await hashOf(path), tenant_id, type, ...expected },
    min_occurred_at: sources.map((it) => it.min_occurred_at).sort()[0] as string,
    max_occurred_at: sources
      .map((it) => it.max_occurred_at)
      .sort()
      .at(-1) as string,
  }
  await deps.store.put(name, path)
  return file
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk)
  return hash.digest('hex')
}
