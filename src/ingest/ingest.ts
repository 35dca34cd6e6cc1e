import { setImmediate } from 'node:timers/promises'
import type { ErasedSubjects } from '../compliance/erased-subjects.ts'
import type { Protection } from '../compliance/protect.ts'
import type { StoredEvent } from '../events/envelope.ts'
import type { NewEvent } from '../ledger/append.ts'
import type { DiskSpace } from '../platform/disk-space.ts'
import type { Metrics } from '../platform/metrics.ts'
import { type Tracer, traced } from '../platform/tracing.ts'
import { differences } from './fingerprint.ts'
import type { Committed, GroupCommit } from './group-commit.ts'
import type { Guesses, GuessPlace } from './guesses.ts'
import type { Written } from './json-text.ts'
import { type Outcome, openShortener, type Rejected, reject } from './outcome.ts'
import { type Origin, type ParseDeps, parse } from './parse.ts'
import type { ResentBatches } from './resent-batches.ts'
import { sizeRefusal } from './size.ts'

export interface IngestDeps extends ParseDeps {
  readonly protection: Protection
  readonly groupCommit: GroupCommit
  readonly repeats: ResentBatches
  readonly erased: ErasedSubjects
  readonly guesses: Guesses
  /** Records in the tenant's audit trail that a credential was in conflict under a key as often as it may. */
  readonly onSpent: (place: GuessPlace) => Promise<void>
  /** Called with recalls that are in the ledger, before their sender is answered; again where one is sent again. */
  readonly onRecalls: (recalls: readonly StoredEvent[]) => Promise<void>
  /** Which of these idempotency keys are taken, in their order. */
  readonly findKeys: (keys: readonly { tenantId: string; key: string }[]) => Promise<boolean[]>
  readonly metrics: Pick<Metrics, 'ingestStages'>
  /** Where the ledger grows; undefined where a server keeps it. */
  readonly diskSpace: DiskSpace | undefined
  readonly tracer: Tracer | undefined
  /** Notes which request brings these events, before they are committed. */
  readonly noteTraces: (events: readonly StoredEvent[]) => Promise<void>
}

const isRejected = (it: NewEvent | Rejected): it is Rejected => 'status' in it
const isEvent = (it: NewEvent | Rejected): it is NewEvent => 'event' in it

// A whole batch takes longer than other requests should wait for the event loop.
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

/** What a conflict reports to its sender: the id that holds the key, and where the payloads differ. */
function conflict(sent: StoredEvent, id: string, stored?: StoredEvent): Rejected {
  if (stored === undefined) {
    const message = 'differs from what was sent under this key before, and is no longer kept'
    return reject('idempotency_conflict', id, { path: '', message })
  }
  const paths = differences(sent, stored)
  const hidden = { path: '', message: 'differs in protected values from what was sent under this key before' }
  return reject('idempotency_conflict', id, ...(paths.length > 0 ? paths : [hidden]))
}

const placeOf = ({ tenantId, credential }: Origin, { event }: NewEvent): GuessPlace => ({
  tenantId,
  credential: credential ?? '',
  key: event.idempotency_key,
})

const heldBack = (id: string | null) =>
  reject('too_many_conflicts', id, { path: '/idempotency_key', message: 'was in conflict too often; ask again later' })

async function outcomeOf(
  deps: IngestDeps,
  sent: NewEvent,
  committed: Exclude<Committed | Rejected, { status: 'accepted' }>,
  origin: Origin,
): Promise<Outcome> {
  const { event } = sent
  if (committed.status === 'conflict' || committed.status === 'duplicate') {
    if (deps.guesses.areSpent(placeOf(origin, sent))) return heldBack(event.id)
  }
  if (committed.status === 'conflict') {
    const place = placeOf(origin, sent)
    if (deps.guesses.count(place)) await deps.onSpent(place)
    return conflict(event, committed.id, committed.stored)
  }
  if (committed.status === 'refused') return reject('not_storable', event.id, { path: '', message: committed.cause })
  return committed
}

/**
 * A key that looks like an e-mail address or a telephone number is stored by its pseudonym. One that was stored as it came,
 * before there were pseudonyms, is kept as it is: else an event sent then would be accepted a second time.
 */
async function keepEarlierKeys(deps: IngestDeps, events: readonly NewEvent[]): Promise<void> {
  const replaced = events.flatMap(({ event }) => {
    const key = deps.protection.originals(event)?.idempotency_key
    return key === undefined ? [] : [{ event, key }]
  })
  if (replaced.length === 0) return
  const held = await deps.findKeys(replaced.map(({ event, key }) => ({ tenantId: event.tenant_id, key })))
  for (const [index, { event, key }] of replaced.entries()) if (held[index]) event.idempotency_key = key
}

const ofErased = { path: '', message: 'is of a person or a device that was erased' }

/** Those of these events that are of persons or devices that were erased. */
async function findErased(deps: IngestDeps, events: readonly NewEvent[]): Promise<Set<NewEvent>> {
  const found = new Set<NewEvent>()
  for (const [tenantId, some] of Map.groupBy(events, ({ event }) => event.tenant_id)) {
    const among = await deps.erased.among(
      tenantId,
      some.map(({ event }) => event),
    )
    for (const [index, isErased] of among.entries()) if (isErased) found.add(some[index] as NewEvent)
  }
  return found
}

/** Gets events into the ledger; of a batch that was sent before it looks up what is there already. */
async function commit(deps: IngestDeps, events: readonly NewEvent[]): Promise<(Committed | Rejected)[]> {
  await deps.protection.pseudonymise(events.map(({ event }) => event))
  const erased = await findErased(deps, events)
  if (erased.size > 0) {
    const others = await commit(
      deps,
      events.filter((it) => !erased.has(it)),
    )
    let next = 0
    return events.map((it) =>
      erased.has(it) ? reject('erased', it.event.id, ofErased) : (others[next++] as Committed | Rejected),
    )
  }
  await keepEarlierKeys(deps, events)
  const stored = await deps.repeats.find(events)
  const changed = events.filter((_, index) => stored[index]?.status !== 'duplicate')
  await deps.protection.protect(changed.map(({ event }) => event))
  // Measured as they are kept: sealing makes values longer.
  const refused = events.map((it, index) =>
    stored[index] === undefined && it.mostBytes !== undefined ? sizeRefusal(it, it.mostBytes) : undefined,
  )
  const fresh = events.filter((_, index) => stored[index] === undefined && refused[index] === undefined)
  await deps.noteTraces(fresh.map(({ event }) => event))
  const committed = await deps.groupCommit.commit(fresh)
  deps.repeats.note(events)
  let next = 0
  return events.map((_, index) => stored[index] ?? refused[index] ?? (committed[next++] as Committed))
}

/** Whether an event recalls a lot. */
const isRecall = ({ type, action }: StoredEvent) => type === 'batch' && action === 'recalled'

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
  const parsed = await traced(deps.tracer, 'ingest.parse', { attributes: { 'pocm.events': values.length } }, () =>
    parseAll(deps, values, origin, written),
  )
  parsing()
  const committing = deps.metrics.ingestStages.startTimer({ stage: 'commit' })
  const events = parsed.filter(isEvent)
  const committed = await traced(deps.tracer, 'ingest.commit', { attributes: { 'pocm.events': events.length } }, () =>
    commit(deps, events),
  ).finally(committing)
  let next = 0
  const outcomes: Outcome[] = []
  const recalls: StoredEvent[] = []
  const shorten = openShortener()
  for (const it of parsed) {
    if (isRejected(it)) {
      outcomes.push(it)
      continue
    }
    const done = committed[next++] as Committed | Rejected
    const outcome = done.status === 'accepted' ? done : shorten(await outcomeOf(deps, it, done, origin))
    // With the id under which it is stored.
    if (outcome.status !== 'rejected' && isRecall(it.event)) recalls.push({ ...it.event, id: outcome.id })
    outcomes.push(outcome)
  }
  if (recalls.length > 0) await deps.onRecalls(recalls)
  return outcomes
}
