import { setImmediate } from 'node:timers/promises'
import type { Protection } from '../compliance/protect.ts'
import type { StoredEvent } from '../events/envelope.ts'
import type { NewEvent } from '../ledger/append.ts'
import type { DiskSpace } from '../platform/disk-space.ts'
import type { Metrics } from '../platform/metrics.ts'
import { differences } from './fingerprint.ts'
import type { Committed, GroupCommit } from './group-commit.ts'
import type { Written } from './json-text.ts'
import { type Outcome, openShortener, type Rejected, reject } from './outcome.ts'
import { type Origin, type ParseDeps, parse } from './parse.ts'
import type { Repeats } from './repeats.ts'
import { sizeRefusal } from './size.ts'

export interface IngestDeps extends ParseDeps {
  readonly protection: Protection
  readonly groupCommit: GroupCommit
  readonly repeats: Repeats
  readonly metrics: Pick<Metrics, 'ingestStages'>
  /** Where the ledger grows; undefined where a server keeps it. */
  readonly diskSpace: DiskSpace | undefined
}

const isRejected = (it: NewEvent | Rejected): it is Rejected => 'status' in it
const isEvent = (it: NewEvent | Rejected): it is NewEvent => 'event' in it

// A whole batch takes longer than anyone else should wait for the event loop.
const sliceMs = 10

async function parseAll(
  deps: IngestDeps,
  values: readonly unknown[],
  origin: Origin,
  written: readonly Written[],
): Promise<(NewEvent | Rejected)[]> {
  const parsed: (NewEvent | Rejected)[] = []
  const shorten = openShortener()
  let began = performance.now()
  for (const [index, value] of values.entries()) {
    parsed.push(shorten(parse(deps, value, origin, written[index])))
    if (performance.now() - began < sliceMs) continue
    await setImmediate()
    began = performance.now()
  }
  return parsed
}

/** What a conflict tells its sender: the id that holds the key, and where the payloads differ. */
async function conflict(deps: IngestDeps, sent: StoredEvent, id: string, stored?: StoredEvent): Promise<Rejected> {
  if (stored === undefined) {
    const message = 'differs from what was sent under this key before, and is no longer kept'
    return reject('idempotency_conflict', id, { path: '', message })
  }
  const [mine, theirs] = await Promise.all([deps.protection.reveal(sent), deps.protection.reveal(stored)])
  const paths = differences({ ...sent, data: mine }, { ...stored, data: theirs })
  return reject('idempotency_conflict', id, ...paths)
}

async function outcomeOf(deps: IngestDeps, { event }: NewEvent, committed: Committed | Rejected): Promise<Outcome> {
  if (committed.status === 'conflict') return conflict(deps, event, committed.id, committed.stored)
  if (committed.status === 'refused') return reject('not_storable', event.id, { path: '', message: committed.cause })
  return committed
}

/** Gets events into the ledger; of a batch that was sent before it looks up what is there already. */
async function commit(deps: IngestDeps, events: readonly NewEvent[]): Promise<(Committed | Rejected)[]> {
  const stored = await deps.repeats.find(events)
  const changed = events.filter((_, index) => stored[index]?.status !== 'duplicate')
  await deps.protection.protect(changed.map(({ event }) => event))
  // Measured as they are kept: sealing makes values longer.
  const refused = events.map((it, index) =>
    stored[index] === undefined && it.mostBytes !== undefined ? sizeRefusal(it, it.mostBytes) : undefined,
  )
  const fresh = events.filter((_, index) => stored[index] === undefined && refused[index] === undefined)
  const committed = await deps.groupCommit.commit(fresh)
  deps.repeats.note(events)
  let next = 0
  return events.map((_, index) => stored[index] ?? refused[index] ?? (committed[next++] as Committed))
}

/**
 * Takes values as events: checks, protects, appends. One bad value never fails the others.
 * @param written what the text of each value said, in order, where they were read from text
 * @returns an outcome for each value, in order; `accepted` and `duplicate` are durable.
 * @throws Failure too_many_requests, ledger_unavailable, disk_full: then none of the values is known to be stored.
 */
export async function ingest(
  deps: IngestDeps,
  values: readonly unknown[],
  origin: Origin,
  written: readonly Written[] = [],
): Promise<Outcome[]> {
  await deps.diskSpace?.check()
  deps.groupCommit.admit(values.length)
  const parsing = deps.metrics.ingestStages.startTimer({ stage: 'parse' })
  const parsed = await parseAll(deps, values, origin, written)
  parsing()
  const committing = deps.metrics.ingestStages.startTimer({ stage: 'commit' })
  const committed = await commit(deps, parsed.filter(isEvent)).finally(committing)
  let next = 0
  const outcomes: Outcome[] = []
  const shorten = openShortener()
  for (const it of parsed) {
    outcomes.push(isRejected(it) ? it : shorten(await outcomeOf(deps, it, committed[next++] as Committed | Rejected)))
  }
  return outcomes
}
