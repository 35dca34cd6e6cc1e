import { checkRawFile, problemsOf } from './check-file.ts'
import type { Proof } from './check-line.ts'
import { withFile } from './download.ts'
import type { RawFile, Trust } from './manifest.ts'
import { listBatches, readBatchManifest } from './read.ts'
import type { ArchiveStore } from './store.ts'
import { addSlices, type SliceCount } from './tally.ts'

interface Deps {
  readonly store: ArchiveStore
  readonly spoolFolder: string
  readonly trust: Trust
  readonly proof: Proof
}

/** A tenant's events of one type that occurred in one month of UTC (`2026-10`). */
export interface TypeMonth {
  readonly tenant_id: string
  readonly type: string
  readonly month: string
}

export const nameOfMonth = ({ tenant_id, type, month }: TypeMonth) => `${tenant_id}\u0000${type}\u0000${month}`

/** What manifests say of the archive, as they were read. */
export interface ArchivedMonths {
  /** By tenant, type and hour. */
  readonly slices: ReadonlyMap<string, SliceCount>
  /** The manifests that hold events of a month, by `nameOfMonth`. */
  readonly manifests: ReadonlyMap<string, readonly string[]>
  /** Manifests that cannot be relied on. */
  readonly problems: readonly { readonly name: string; readonly problem: string }[]
}

/** Reads what the archive holds, of one tenant or of all, by its signed manifests. @throws Failure archive_unavailable */
export async function readArchivedMonths(deps: Deps, tenantId: string | undefined): Promise<ArchivedMonths> {
  const slices = new Map<string, SliceCount>()
  const manifests = new Map<string, string[]>()
  const problems: { name: string; problem: string }[] = []
  for (const name of await listBatches(deps.store)) {
    const read = await readBatchManifest(deps.store, name, deps.trust)
    if ('problem' in read) {
      problems.push({ name, problem: read.problem })
      continue
    }
    const own = read.manifest.slices.filter((it) => tenantId === undefined || it.tenant_id === tenantId)
    addSlices(slices, own)
    for (const month of new Set(own.map((it) => nameOfMonth({ ...it, month: it.hour.slice(0, 7) })))) {
      manifests.set(month, [...(manifests.get(month) ?? []), name])
    }
  }
  return { slices, manifests, problems }
}

/** Whether a file may hold events of a month. */
export const isOfMonth =
  ({ tenant_id, type, month }: TypeMonth) =>
  (file: RawFile): boolean =>
    file.tenant_id === tenant_id &&
    file.type === type &&
    file.min_occurred_at.slice(0, 7) <= month &&
    file.max_occurred_at.slice(0, 7) >= month

/**
 * Reads every file of these manifests that may hold events of a month, and checks its bytes and every line.
 * @returns what is wrong, nothing where all is as it was written
 */
export async function verifyMonth(
  deps: Deps,
  month: TypeMonth,
  manifests: readonly string[],
): Promise<{ readonly name: string; readonly problem: string }[]> {
  const problems: { name: string; problem: string }[] = []
  for (const name of manifests) {
    const read = await readBatchManifest(deps.store, name, deps.trust)
    if ('problem' in read) {
      problems.push({ name, problem: read.problem })
      continue
    }
    for (const file of read.manifest.files.filter(isOfMonth(month))) {
      const found = await withFile(deps.store, deps.spoolFolder, file, (path) => checkRawFile(path, file, deps.proof))
      if ('damage' in found) problems.push({ name: file.name, problem: found.damage })
      else if ('damage' in found.result) problems.push({ name: file.name, problem: found.result.damage })
      else problems.push(...problemsOf(file.name, found.result.flaws))
    }
  }
  return problems
}
