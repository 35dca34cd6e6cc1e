import { recountRange } from '../ledger/recount.ts'
import { readRemoved } from '../ledger/removals.ts'
import type { Database } from '../postgres/pool.ts'
import { archiveConsumer, archivedPosition, unfinishedBatch } from './batches.ts'
import { checkRawFile, problemsOf } from './check-file.ts'
import type { Proof } from './check-line.ts'
import { withFile } from './download.ts'
import { manifestFolders, manifestName } from './layout.ts'
import type { ArchivedFile, RawFile, Trust } from './manifest.ts'
import { flawOfTable } from './parquet.ts'
import { listBatches, listRuns, readBatchManifest, readRunManifest } from './read.ts'
import { after, openScope, type Scope, wholeHours } from './scope.ts'
import type { ArchiveStore } from './store.ts'
import { addSlices, type Count, nothing, type SliceCount, same } from './tally.ts'

export interface VerifyDeps {
  readonly db: Database
  readonly store: ArchiveStore
  readonly spoolFolder: string
  readonly trust: Trust
  readonly proof: Proof
  /** How long one page may take. */
  readonly pageMs: number
}

/** A tenant's events of one type in one hour that the archive and the ledger do not agree on. */
export interface Difference {
  readonly tenant_id: string
  readonly type: string
  readonly hour: string
  readonly ledger: Count
  readonly archive: Count
}

export interface Verified {
  readonly files: number
  readonly events: number
  /** Objects that are missing, damaged or not this service's own, and lines that do not prove what they say. */
  readonly problems: readonly { readonly name: string; readonly problem: string }[]
  /** Found with the last page, when all files were looked at. */
  readonly differences: readonly Difference[]
  readonly next_cursor: string | null
}

/**
 * Checks every manifest's signature, every object against its manifest, every line by itself, and what the manifests hold against the ledger.
 * @throws Failure archive_unavailable, malformed_cursor
 */
export async function verifyArchive(deps: VerifyDeps, scope: Scope, cursor?: string): Promise<Verified> {
  const { store, trust } = deps
  const { touches } = openScope(scope)
  const began = performance.now()
  const names = [...(await listBatches(store)), ...(await listRuns(store))]
  const problems: { name: string; problem: string }[] = []
  let files = 0
  let events = 0
  for (const name of after(names, cursor)) {
    const isRaw = name.startsWith(manifestFolders.raw)
    const read = isRaw ? await readBatchManifest(store, name, trust) : await readRunManifest(store, name, trust)
    if ('problem' in read) problems.push({ name, problem: read.problem })
    const found = 'manifest' in read ? read.manifest.files.filter(touches) : []
    for (const file of found) {
      problems.push(...(await problemsIn(deps, file)))
      files += 1
      events += isRaw ? file.events : 0
    }
    const more = name !== names.at(-1)
    if (more && performance.now() - began > deps.pageMs) {
      return { files, events, problems, differences: [], next_cursor: name }
    }
  }
  return { files, events, problems, differences: await compareWithLedger(deps, scope), next_cursor: null }
}

const isRawFile = (file: ArchivedFile | RawFile): file is RawFile => 'first' in file

async function problemsIn(
  { store, spoolFolder, proof }: VerifyDeps,
  file: ArchivedFile | RawFile,
): Promise<{ name: string; problem: string }[]> {
  const { name } = file
  const damaged = (problem: string) => [{ name, problem }]
  const found = await withFile(store, spoolFolder, file, async (path) => {
    if (isRawFile(file)) return checkRawFile(path, file, proof)
    const damage = await flawOfTable(path, file)
    return damage === undefined ? { flaws: new Map<number, string>() } : { damage }
  })
  if ('damage' in found) return damaged(found.damage)
  return 'damage' in found.result ? damaged(found.result.damage) : problemsOf(name, found.result.flaws)
}

/** All manifests and the position that they reach; asked again where a batch was finished in between. */
async function listUpTo({ db, store }: VerifyDeps) {
  for (;;) {
    const position = await archivedPosition(db)
    const names = await listBatches(store)
    const begun = await unfinishedBatch(db)
    const now = await archivedPosition(db)
    if (now.tx !== position.tx || now.position !== position.position) continue
    const own = begun && manifestName('raw', begun.name)
    return { position, names: names.filter((name) => name !== own) }
  }
}

async function compareWithLedger(deps: VerifyDeps, scope: Scope): Promise<Difference[]> {
  const { position, names } = await listUpTo(deps)
  const range = { ...wholeHours(scope), tenantId: scope.tenantId }
  const [first, end] = [range.from.replace('.000Z', 'Z'), range.to.replace('.000Z', 'Z')]
  const isMeant = (it: { tenant_id: string; type: string; hour: string }) =>
    (scope.tenantId === undefined || it.tenant_id === scope.tenantId) &&
    (scope.type === undefined || it.type === scope.type) &&
    it.hour >= first &&
    it.hour < end

  const isRemoved = await readRemoved(deps.db, 'archive', scope.tenantId)
  const isKept = (it: { tenant_id: string; type: string; hour: string }) => isMeant(it) && !isRemoved(it)
  const archived = new Map<string, SliceCount>()
  for (const name of names) {
    const read = await readBatchManifest(deps.store, name, deps.trust)
    if ('manifest' in read) addSlices(archived, read.manifest.slices.filter(isKept))
  }
  const stored = new Map<string, SliceCount>()
  const counted = await recountRange(deps.db, range, position, archiveConsumer)
  addSlices(
    stored,
    counted.filter(isKept).map(({ count, ...slice }) => ({ ...slice, events: count })),
  )
  const differences: Difference[] = []
  for (const name of [...new Set([...stored.keys(), ...archived.keys()])].sort()) {
    const ledger = stored.get(name)
    const archive = archived.get(name)
    if (same(ledger ?? nothing, archive ?? nothing)) continue
    const { tenant_id, type, hour } = (ledger ?? archive) as SliceCount
    differences.push({ tenant_id, type, hour, ledger: side(ledger), archive: side(archive) })
  }
  return differences
}

const side = (it: Count = nothing): Count => ({ events: it.events, checksum: it.checksum })
