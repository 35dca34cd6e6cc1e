import { createHash } from 'node:crypto'
import { appendFile, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { Database } from '../postgres/pool.ts'
import { checkRawFile, readEvents } from './check-file.ts'
import type { ArchivedEvent } from './check-line.ts'
import { withFile } from './download.ts'
import { manifestName } from './layout.ts'
import type { RawFile, RawManifest } from './manifest.ts'
import { readBatchManifest, readRunManifest } from './read.ts'
import { type Run, runsOf } from './runs.ts'
import { add, addSlices, nothing, openTally, type SliceCount, same } from './tally.ts'
import { putManifest } from './write-batch.ts'
import { type RunDeps, writeRun } from './write-run.ts'

/** What becomes of events of a file, in their order: each as it is, another in its place, or undefined where it goes. */
export type Change = (events: readonly ArchivedEvent[]) => Promise<readonly (ArchivedEvent | undefined)[]>

const compress = promisify(gzip)
const pageEvents = 1_000

interface BatchRow {
  readonly number: string
  readonly rewritten: number
  readonly is_in_run: boolean
}

const findBatch = async (db: Database, name: string): Promise<BatchRow | undefined> => {
  const { rows } = await db.query<BatchRow & Record<string, unknown>>(
    `SELECT number, rewritten, number <= coalesce((SELECT max(to_number) FROM archive_tables WHERE done_at IS NOT NULL), 0)
       AS is_in_run FROM archive_batches WHERE name = $1 AND done_at IS NOT NULL`,
    [name],
  )
  return rows[0]
}

/** The name of a file that was written anew: never one that is there. */
const renamed = (name: string, times: number) => name.replace(/(\.r\d+)?\.ndjson\.gz$/, `.r${times}.ndjson.gz`)

/**
 * Writes files of a batch anew from the archive's own, with some events changed or left out: what the ledger no longer has
 * can be written from nowhere else. New objects first, then the manifest, signed, that names them; then what it replaces goes
 * (`settleRewrites`). May be interrupted anywhere, and repeated.
 * @returns why it could not be done; undefined where it was, or nothing had to be changed
 */
export async function rewriteBatch(
  deps: RunDeps,
  batch: string,
  isMeant: (file: RawFile) => boolean,
  change: Change,
): Promise<string | undefined> {
  const { db, store, keys } = deps
  const name = manifestName('raw', batch)
  const read = await readBatchManifest(store, name, { keys, acceptUnsigned: false })
  if ('problem' in read) return read.problem
  const known = await findBatch(db, batch)
  if (known === undefined) return 'is a batch that this ledger does not know'
  // The day's tables are read from these files while a run writes them.
  if (!known.is_in_run) return 'is not in the tables of its day yet'
  const { manifest } = read
  const times = known.rewritten + 1
  await rm(deps.spoolFolder, { recursive: true, force: true })
  await mkdir(deps.spoolFolder, { recursive: true })
  const files: RawFile[] = []
  const replaced: { old: RawFile; path: string; anew: RawFile | undefined }[] = []
  const slices = new Map<string, SliceCount>()
  addSlices(slices, manifest.slices)
  for (const file of manifest.files) {
    if (!isMeant(file)) {
      files.push(file)
      continue
    }
    const path = join(deps.spoolFolder, `new-${replaced.length}`)
    const found = await withFile(store, deps.spoolFolder, file, (source) =>
      writeChanged(deps, source, file, { path, name: renamed(file.name, times), change, slices }),
    )
    const outcome = 'damage' in found ? found.damage : found.result
    if (typeof outcome === 'string') return `${file.name} ${outcome}`
    if (outcome.isSame) {
      files.push(file)
      continue
    }
    replaced.push({ old: file, path, anew: outcome.file })
    if (outcome.file !== undefined) files.push(outcome.file)
  }
  if (replaced.length === 0) return undefined
  await mark(
    deps,
    known.number,
    replaced.flatMap(({ old, anew }) => [old.name, ...(anew ? [anew.name] : [])]),
    replaced,
  )
  for (const { path, anew } of replaced) if (anew !== undefined) await store.put(anew.name, path)
  const count = files.reduce((sum, it) => add(sum, it), nothing)
  const anew: RawManifest = {
    ...manifest,
    ...count,
    files,
    slices: [...slices.values()].filter(({ events }) => events > 0),
  }
  await putManifest(deps, name, anew)
  return undefined
}

/** Writes what becomes of a file, and takes its share of slices along. @returns the new file, none where it would be empty, or its damage */
async function writeChanged(
  deps: RunDeps,
  source: string,
  file: RawFile,
  into: { path: string; name: string; change: Change; slices: Map<string, SliceCount> },
): Promise<{ isSame: boolean; file: RawFile | undefined } | string> {
  const checked = await checkRawFile(source, file, deps.proof)
  if ('damage' in checked) return checked.damage
  const [flaw] = checked.flaws.values()
  if (flaw !== undefined) return `has a line that ${flaw}`
  const hash = createHash('sha256')
  const tally = openTally()
  let bytes = 0
  let isSame = true
  let bounds: { min: string; max: string } | undefined
  const note = (event: ArchivedEvent, sign: 1 | -1) => {
    const { tenant_id, type, checksum } = event
    const hour = `${event.occurred_at.slice(0, 13)}:00:00Z`
    addSlices(into.slices, [{ tenant_id, type, hour, events: sign, checksum }])
  }
  const write = async (page: readonly ArchivedEvent[]) => {
    const changed = await into.change(page)
    const kept: ArchivedEvent[] = []
    page.forEach((event, index) => {
      const anew = changed[index]
      if (anew !== undefined) kept.push(anew)
      if (anew === event) return
      isSame = false
      note(event, -1)
      if (anew !== undefined) note(anew, 1)
    })
    if (kept.length === 0) return
    for (const event of kept) {
      tally.add(event)
      const { occurred_at: at } = event
      bounds = { min: bounds && bounds.min < at ? bounds.min : at, max: bounds && bounds.max > at ? bounds.max : at }
    }
    const member = await compress(kept.map((event) => `${JSON.stringify(event)}\n`).join(''))
    hash.update(member)
    bytes += member.length
    await appendFile(into.path, member)
  }
  let page: ArchivedEvent[] = []
  for await (const event of readEvents(source, checked.flaws)) {
    page.push(event)
    if (page.length < pageEvents) continue
    await write(page)
    page = []
  }
  await write(page)
  if (bounds === undefined) return { isSame, file: undefined }
  const count = tally.count()
  const anew: RawFile = {
    ...{ ...file, ...count, name: into.name, bytes, sha256: hash.digest('hex') },
    ...{ min_occurred_at: bounds.min, max_occurred_at: bounds.max },
  }
  return { isSame: isSame && same(count, file), file: anew }
}

/** Notes before anything is replaced what will have to go: objects of the batch, and tables of the runs that it is in. */
async function mark(
  deps: RunDeps,
  number: string,
  names: readonly string[],
  replaced: readonly { old: RawFile }[],
): Promise<void> {
  const { db, store, keys } = deps
  for (const run of await runsOf(db, [number])) {
    const read = await readRunManifest(store, manifestName('parquet', run.name), { keys, acceptUnsigned: true })
    const tables = 'manifest' in read ? read.manifest.files : []
    const isOf = ({ tenant_id, type }: RawFile) =>
      replaced.some(({ old }) => old.tenant_id === tenant_id && old.type === type)
    const stale = tables.filter((it) => isOf(it as RawFile)).map((it) => it.name)
    await db.query('UPDATE archive_tables SET stale = stale || $2::text[] WHERE number = $1', [run.number, stale])
  }
  await db.query(
    'UPDATE archive_batches SET rewritten = rewritten + 1, stale = stale || $2::text[] WHERE number = $1',
    [number, names],
  )
}

/**
 * Removes what rewritings replaced, and writes the tables of their days anew. Also what a process left that ended in between.
 * @throws Failure archive_unavailable
 */
export async function settleRewrites(deps: RunDeps): Promise<void> {
  const { db, store, keys } = deps
  const { rows: batches } = await db.query<{ number: string; name: string; stale: string[] }>(
    `SELECT number, name, stale FROM archive_batches WHERE stale <> '{}' ORDER BY number`,
  )
  for (const { number, name, stale } of batches) {
    const read = await readBatchManifest(store, manifestName('raw', name), { keys, acceptUnsigned: false })
    if ('problem' in read) throw new Error(`the manifest of batch ${name} ${read.problem}`)
    const named = new Set(read.manifest.files.map((file) => file.name))
    for (const object of new Set(stale)) if (!named.has(object)) await store.remove(object)
    await db.query(`UPDATE archive_batches SET stale = '{}' WHERE number = $1`, [number])
  }
  const { rows: runs } = await db.query<{
    number: string
    name: string
    decided_at: string
    batches: string[]
    stale: string[]
  }>(
    `SELECT *, (SELECT array_agg(name ORDER BY number) FROM archive_batches
       WHERE number BETWEEN from_number AND to_number) AS batches
     FROM archive_tables WHERE stale <> '{}' AND done_at IS NOT NULL ORDER BY number`,
  )
  for (const { stale, number, name, batches, decided_at } of runs) {
    // A store that keeps versions would keep what is only written over.
    for (const object of new Set(stale)) await store.remove(object)
    const run: Run = { number, name, batches, decidedAt: decided_at }
    await writeRun(deps, run)
    await db.query(`UPDATE archive_tables SET stale = '{}' WHERE number = $1`, [number])
  }
}
