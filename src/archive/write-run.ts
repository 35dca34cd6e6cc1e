import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Catalogue } from '../events/catalogue.ts'
import { checkRawFile, problemsOf, readEvents } from './check-file.ts'
import type { ArchivedEvent, Proof } from './check-line.ts'
import { columnsOf } from './columns.ts'
import { withFile } from './download.ts'
import { manifestName, parquetName } from './layout.ts'
import type { ArchivedFile, ParquetManifest, RawFile } from './manifest.ts'
import { countParquet, openParquetFile } from './parquet.ts'
import { readBatchManifest } from './read.ts'
import { finishRun, type Run } from './runs.ts'
import { add, type Count, nothing, openTally, same, type Tally } from './tally.ts'
import { putManifest, type WriteDeps } from './write-batch.ts'

export interface RunDeps extends WriteDeps {
  readonly catalogue: Catalogue
  readonly proof: Proof
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
  await putManifest(deps, manifestName('parquet', run.name), manifest)
  await finishRun(deps.db, run)
  return manifest
}

/** The raw files that go into each table, by the table's name. */
async function tablesOf({ store, keys }: RunDeps, run: Run, leftOut: Problem[]): Promise<Map<string, RawFile[]>> {
  const tables = new Map<string, RawFile[]>()
  for (const name of run.batches.map((batch) => manifestName('raw', batch))) {
    const read = await readBatchManifest(store, name, { keys, acceptUnsigned: false })
    if ('problem' in read) leftOut.push({ name, problem: read.problem })
    for (const file of 'manifest' in read ? read.manifest.files : []) {
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
  const tally = openTally()
  for (const source of sources) {
    const found = await withFile(deps.store, deps.spoolFolder, source, async (raw) => {
      const checked = await checkRawFile(raw, source, deps.proof)
      if ('damage' in checked) return [{ name: source.name, problem: checked.damage }]
      used.push(source)
      await addAll(deps, readEvents(raw, checked.flaws), table, tally)
      return problemsOf(source.name, checked.flaws)
    })
    leftOut.push(...('damage' in found ? [{ name: source.name, problem: found.damage }] : found.result))
  }
  await table.finish()
  const [first] = used
  if (first === undefined) return undefined
  const expected = tally.count()
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

async function addAll(
  { pace }: RunDeps,
  events: AsyncGenerator<ArchivedEvent>,
  table: ReturnType<typeof openParquetFile>,
  tally: Tally,
): Promise<void> {
  const addPage = async () => {
    for (let taken = 0; taken < pageEvents; taken++) {
      const { value, done } = await events.next()
      if (done) return false
      tally.add(value)
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
