import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Catalogue } from '../events/catalogue.ts'
import { columnsOf } from './columns.ts'
import { withFile } from './download.ts'
import { manifestName, parquetName } from './layout.ts'
import { type ArchivedFile, manifestText, type ParquetManifest, type RawFile } from './manifest.ts'
import { countParquet, openParquetFile } from './parquet.ts'
import { listBatches, readBatchManifest, readEvents } from './read.ts'
import { finishRun, type Run } from './runs.ts'
import { add, type Count, nothing, same } from './tally.ts'
import { putText, type WriteDeps } from './write-batch.ts'

export interface RunDeps extends WriteDeps {
  readonly catalogue: Catalogue
}

/** Reads this many events at a time from a raw file before it rests. */
const pageEvents = 1_000

type Problem = ParquetManifest['left_out'][number]

/**
 * Writes a run's batches as Parquet, one file for each tenant, type and day of arrival, each read back and compared
 * before it counts; then the manifest, then the note that it is done. A repeat writes the same names and bytes. A raw
 * file that was lost meanwhile is left out and named: waiting for it would keep all later days waiting.
 */
export async function writeRun(deps: RunDeps, run: Run): Promise<ParquetManifest> {
  await rm(deps.spoolFolder, { recursive: true, force: true })
  await mkdir(deps.spoolFolder, { recursive: true })
  const leftOut: Problem[] = []
  const tables = await tablesOf(deps, run, leftOut)
  const files: ArchivedFile[] = []
  for (const [name, sources] of [...tables].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const file = await writeTable(deps, name, sources, leftOut)
    if (file !== undefined) files.push(file)
  }
  const manifest: ParquetManifest = {
    version: 1,
    run: run.name,
    decided_at: run.decidedAt,
    batches: [...run.batches],
    left_out: leftOut,
    ...files.reduce<Count>(add, nothing),
    files,
  }
  await putText(deps, manifestName('parquet', run.name), manifestText(manifest))
  await finishRun(deps.db, run)
  return manifest
}

/** The raw files that go into each table, by the table's name. */
async function tablesOf({ store }: RunDeps, run: Run, leftOut: Problem[]): Promise<Map<string, RawFile[]>> {
  const tables = new Map<string, RawFile[]>()
  const there = new Set(await listBatches(store))
  for (const name of run.batches.map((batch) => manifestName('raw', batch))) {
    if (!there.has(name)) {
      leftOut.push({ name, problem: 'is missing' })
      continue
    }
    for (const file of (await readBatchManifest(store, name)).files) {
      const { tenant_id, type } = file
      const table = parquetName({ tenant_id, type, date: dateOf(file.name) }, run.name)
      tables.set(table, [...(tables.get(table) ?? []), file])
    }
  }
  return tables
}

/** The day that a raw file's name says. */
const dateOf = (name: string) => /\/date=([0-9-]+)\//.exec(name)?.[1] ?? ''

async function writeTable(
  deps: RunDeps,
  name: string,
  sources: readonly RawFile[],
  leftOut: Problem[],
): Promise<ArchivedFile | undefined> {
  const path = join(deps.spoolFolder, 'table')
  const table = openParquetFile(path, columnsOf(deps.catalogue.get(sources[0]?.type ?? '')))
  const used: RawFile[] = []
  for (const source of sources) {
    const added = await withFile(deps.store, deps.spoolFolder, source, (raw) => addAll(deps, raw, table))
    if ('damage' in added) leftOut.push({ name: source.name, problem: added.damage })
    else used.push(source)
  }
  await table.finish()
  const [first] = used
  if (first === undefined) return undefined
  const expected = used.reduce<Count>(add, nothing)
  const found = await countParquet(path)
  if (!same(expected, found)) {
    throw new Error(
      `${name} would hold ${found.events} events (${found.checksum}), not ${expected.events} (${expected.checksum})`,
    )
  }
  const { tenant_id, type } = first
  const file: ArchivedFile = {
    ...{ name, bytes: (await stat(path)).size, sha256: await hashOf(path), tenant_id, type, ...expected },
    min_occurred_at: used.map((it) => it.min_occurred_at).sort()[0] as string,
    max_occurred_at: used
      .map((it) => it.max_occurred_at)
      .sort()
      .at(-1) as string,
  }
  await deps.store.put(name, path)
  return file
}

async function addAll({ pace }: RunDeps, raw: string, table: ReturnType<typeof openParquetFile>): Promise<void> {
  const events = readEvents(createReadStream(raw))
  const addPage = async () => {
    for (let taken = 0; taken < pageEvents; taken++) {
      const { value, done } = await events.next()
      if (done) return false
      await table.add(value, JSON.stringify(value.data).length)
    }
    return true
  }
  while (await pace(addPage));
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk)
  return hash.digest('hex')
}
