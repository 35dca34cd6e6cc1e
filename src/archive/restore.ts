import type { ErasedSubjects } from '../compliance/erased-subjects.ts'
import type { NewEvent } from '../ledger/append.ts'
import { restoreEvents } from '../ledger/restore.ts'
import type { Database } from '../postgres/pool.ts'
import { checkRawFile, problemsOf, readEvents } from './check-file.ts'
import type { ArchivedEvent, Proof } from './check-line.ts'
import { withFile } from './download.ts'
import type { RawFile, Trust } from './manifest.ts'
import { listBatches, readBatchManifest } from './read.ts'
import { after, openScope, type Scope } from './scope.ts'
import type { ArchiveStore } from './store.ts'

export interface RestoreDeps {
  readonly db: Database
  readonly store: ArchiveStore
  readonly spoolFolder: string
  readonly trust: Trust
  readonly proof: Proof
  readonly erased: ErasedSubjects
  /** How long one page may take. */
  readonly pageMs: number
}

export interface Restored {
  readonly restored: number
  /** Events that were there. */
  readonly present: number
  /** Events whose key, or id, another event of the ledger holds. */
  readonly conflicts: number
  /**
   * Manifests that are not this service's own, files that are missing or damaged, of which nothing was restored, and lines
   * that do not prove what they say, which were left out.
   */
  readonly problems: readonly { readonly name: string; readonly problem: string }[]
  /** The earliest and the latest `occurred_at` that was brought back; null where nothing was. */
  readonly first: string | null
  readonly last: string | null
  readonly next_cursor: string | null
}

const pageEvents = 1_000

/**
 * Brings archived events back that the ledger does not hold; a repeat does nothing more.
 * @throws Failure archive_unavailable, malformed_cursor; PostgreSQL's error
 */
export async function restoreArchive(deps: RestoreDeps, scope: Scope, cursor?: string): Promise<Restored> {
  const { db, store, spoolFolder } = deps
  const { has, touches } = openScope(scope)
  const began = performance.now()
  const total = { restored: 0, present: 0, conflicts: 0 }
  const problems: { name: string; problem: string }[] = []
  let first: string | null = null
  let last: string | null = null

  async function restorePage(all: ArchivedEvent[], name: string): Promise<void> {
    const events = await withoutErased(deps.erased, all)
    if (events.length < all.length) {
      problems.push({ name, problem: `${all.length - events.length} events are of persons who were erased` })
    }
    const found = await restoreEvents(db, events.map(newEvent))
    total.restored += found.restored
    total.present += found.present
    total.conflicts += found.conflicts
    if (found.restored === 0) return
    for (const { occurred_at } of events) {
      if (first === null || occurred_at < first) first = occurred_at
      if (last === null || occurred_at > last) last = occurred_at
    }
  }

  /** The whole file is checked before anything of it is restored. @returns what is wrong with it as a whole */
  async function restoreFile(path: string, file: RawFile): Promise<string | undefined> {
    const checked = await checkRawFile(path, file, deps.proof)
    if ('damage' in checked) return checked.damage
    problems.push(...problemsOf(file.name, checked.flaws))
    let page: ArchivedEvent[] = []
    for await (const event of readEvents(path, checked.flaws)) {
      if (has(event)) page.push(event)
      if (page.length < pageEvents) continue
      await restorePage(page, file.name)
      page = []
    }
    if (page.length > 0) await restorePage(page, file.name)
    return undefined
  }

  const names = await listBatches(store)
  for (const name of after(names, cursor)) {
    const read = await readBatchManifest(store, name, deps.trust)
    if ('problem' in read) problems.push({ name, problem: read.problem })
    const files = 'manifest' in read ? read.manifest.files : []
    for (const file of files.filter(touches)) {
      const found = await withFile(store, spoolFolder, file, (path) => restoreFile(path, file))
      const damage = 'damage' in found ? found.damage : found.result
      if (damage !== undefined) problems.push({ name: file.name, problem: damage })
    }
    const more = name !== names.at(-1)
    if (more && performance.now() - began > deps.pageMs) {
      return { ...total, problems, first, last, next_cursor: name }
    }
  }
  return { ...total, problems, first, last, next_cursor: null }
}

/** Those of these events, of any tenants, that are not of erased persons: a copy of the archive may be older than an erasure. */
async function withoutErased(erased: ErasedSubjects, events: ArchivedEvent[]): Promise<ArchivedEvent[]> {
  const kept: ArchivedEvent[] = []
  for (const [tenantId, some] of Map.groupBy(events, (it) => it.tenant_id)) {
    const among = await erased.among(tenantId, some)
    kept.push(...some.filter((_, index) => !among[index]))
  }
  return kept
}

function newEvent({ payload_hash, ...event }: ArchivedEvent): NewEvent {
  return { event, payloadHash: Buffer.from(payload_hash, 'hex') }
}
