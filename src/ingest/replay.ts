import { setImmediate } from 'node:timers/promises'
import { findLetters, type LetterFilters, noteTry, type StoredLetter } from '../ledger/dead-letters.ts'
import type { Database } from '../postgres/pool.ts'
import type { Letters } from './dead-letters.ts'
import { type IngestDeps, ingest } from './ingest.ts'
import { placeKey, readParts } from './message.ts'
import type { Flaw, Outcome } from './outcome.ts'
import { parse } from './parse.ts'
import { applyMapping, type Mapping } from './patch.ts'

export interface ReplayRequest {
  readonly tenantId: string
  readonly filters: LetterFilters
  readonly mapping: Mapping
  /** Says what would become of the letters, and changes nothing. */
  readonly dryRun: boolean
  readonly limit: number
}

export interface Replayed {
  readonly id: string
  readonly status: 'valid' | 'accepted' | 'duplicate' | 'rejected'
  readonly event_id: string | null
  readonly reason: string | null
  readonly errors: readonly Flaw[]
}

export interface ReplayDeps {
  readonly db: Database
  readonly ingest: IngestDeps
  readonly letters: Letters
}

/**
 * Tries dead letters again, by the same path and under the same keys as the first time: one that was taken meanwhile,
 * or is replayed twice, is a duplicate.
 * @throws Failure ledger_unavailable, too_many_requests; letters that were done by then are done
 */
export async function replayLetters(deps: ReplayDeps, request: ReplayRequest): Promise<Replayed[]> {
  const { tenantId, limit } = request
  const stored = deps.letters.stored(tenantId, request.filters)
  const letters = await findLetters(deps.db, tenantId, stored, limit, mostBytes)
  const replayed: Replayed[] = []
  for (const letter of letters) {
    replayed.push(await replayOne(deps, request, letter))
    await setImmediate()
  }
  return replayed
}

/** Size of the letters that one call tries; the next call continues after the last. */
const mostBytes = 16 * 1024 * 1024

async function replayOne(deps: ReplayDeps, request: ReplayRequest, letter: StoredLetter): Promise<Replayed> {
  const { tenantId, mapping, dryRun } = request
  const place = placeKey({ ...letter, timestamp: Date.parse(letter.written_at) })
  // The tenant of the caller that may replay a letter becomes the tenant of its events.
  const bytes = await deps.letters.open(letter)
  if (bytes === undefined) return { ...shown(letter.id, 'rejected'), reason: 'erased' }
  const facts = await deps.letters.facts(letter)
  const headers = new Map([...Object.entries(facts.headers), ['tenant_id', tenantId] as const])
  const read = readParts({ bytes, headers, place }, (value) => applyMapping(value, mapping))
  if ('cause' in read) return turnedAway(deps, request, letter, read.cause, read.flaws)
  const origin = { tenantId, form: read.form, traceId: undefined }
  if (dryRun) {
    const parsed = parse(deps.ingest, read.value, origin)
    if ('errors' in parsed) return turnedAway(deps, request, letter, parsed.reason, parsed.errors)
    return shown(letter.id, 'valid')
  }
  const [outcome] = (await ingest(deps.ingest, [read.value], origin)) as [Outcome]
  if (outcome.status === 'rejected') return turnedAway(deps, request, letter, outcome.reason, outcome.errors)
  await noteTry(deps.db, tenantId, letter.id, { eventId: outcome.id })
  return { ...shown(letter.id, outcome.status), event_id: outcome.id }
}

async function turnedAway(
  { db, letters }: ReplayDeps,
  { tenantId, dryRun }: ReplayRequest,
  { id, cause, detail }: StoredLetter,
  reason: string,
  errors: readonly Flaw[],
): Promise<Replayed> {
  // A mapping that does not fit says nothing of the letter: it stays what it was.
  const noted = reason === 'mapping_failed' ? { cause, detail } : { cause: reason, detail: letters.kept(errors) }
  if (!dryRun) await noteTry(db, tenantId, id, noted)
  return { ...shown(id, 'rejected'), reason, errors: letters.kept(errors) }
}

const shown = (id: string, status: Replayed['status']): Replayed => ({
  ...{ id, status },
  ...{ event_id: null, reason: null, errors: [] },
})
