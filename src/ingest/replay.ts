import { applyPatch, type Operation } from 'rfc6902'
import type { Database } from '../ledger/database.ts'
import { findLetters, type LetterFilters, noteTry, type StoredLetter } from '../ledger/dead-letters.ts'
import { type IngestDeps, ingest } from './ingest.ts'
import type { Letters } from './letters.ts'
import { placeKey, readParts } from './message.ts'
import type { Flaw, Outcome } from './outcome.ts'
import { parse } from './parse.ts'

/** A JSON Patch (RFC 6902) that is applied to each event before it is tried again. */
export type Mapping = readonly Operation[]

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
  const letters = await findLetters(deps.db, request.tenantId, request.filters, request.limit)
  const replayed: Replayed[] = []
  for (const letter of letters) replayed.push(await replayOne(deps, request, letter))
  return replayed
}

async function replayOne(deps: ReplayDeps, request: ReplayRequest, letter: StoredLetter): Promise<Replayed> {
  const { tenantId, mapping, dryRun } = request
  const place = placeKey({ ...letter, timestamp: Date.parse(letter.written_at) })
  // Whoever may replay a letter says by that whose it is.
  const headers = new Map([...Object.entries(letter.headers), ['tenant_id', tenantId] as const])
  const read = readParts({ bytes: deps.letters.open(letter), headers, place }, (value) => patched(value, mapping))
  if ('cause' in read) return turnedAway(deps, request, letter, read.cause, read.flaws)
  const origin = { tenantId, form: read.form, traceId: undefined }
  if (dryRun) {
    const parsed = parse(deps.ingest, read.value, origin)
    if ('errors' in parsed) return { ...shown(letter.id, 'rejected'), reason: parsed.reason, errors: parsed.errors }
    return shown(letter.id, 'valid')
  }
  const [outcome] = (await ingest(deps.ingest, [read.value], origin)) as [Outcome]
  if (outcome.status === 'rejected') return turnedAway(deps, request, letter, outcome.reason, outcome.errors)
  await noteTry(deps.db, tenantId, letter.id, { eventId: outcome.id })
  return { ...shown(letter.id, outcome.status), event_id: outcome.id }
}

async function turnedAway(
  { db }: ReplayDeps,
  { tenantId, dryRun }: ReplayRequest,
  { id }: StoredLetter,
  reason: string,
  errors: readonly Flaw[],
): Promise<Replayed> {
  if (!dryRun) await noteTry(db, tenantId, id, { cause: reason, detail: errors })
  return { ...shown(id, 'rejected'), reason, errors }
}

const shown = (id: string, status: Replayed['status']): Replayed => ({
  ...{ id, status },
  ...{ event_id: null, reason: null, errors: [] },
})

function patched(value: unknown, mapping: Mapping): unknown {
  const failures = applyPatch(value, [...mapping]).filter((it) => it !== null)
  if (failures.length > 0)
    throw new Error(`the mapping does not fit: ${failures.map(({ message }) => message).join(', ')}`)
  return value
}
