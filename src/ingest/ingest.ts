import type { KeyObject } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import type { Protection } from '../compliance/protect.ts'
import type { Catalogue } from '../events/catalogue.ts'
import type { StoredEvent } from '../events/envelope.ts'
import type { NewEvent } from '../ledger/append.ts'
import type { Now } from '../platform/clock.ts'
import { complete, normalise } from './complete.ts'
import { checksumOf, differences, payloadHash } from './fingerprint.ts'
import type { Committed, GroupCommit } from './group-commit.ts'
import { type Outcome, type Rejected, reject } from './outcome.ts'
import { findUnsafeValues } from './unsafe-values.ts'
import type { Validate } from './validate.ts'

const futureMs = 5 * 60_000

export interface IngestDeps {
  readonly catalogue: Catalogue
  readonly validate: Validate
  readonly protection: Protection
  readonly groupCommit: GroupCommit
  readonly payloadKey: KeyObject
  readonly now: Now
}

/** Where a value came from: whose credential, and on which trace. */
export interface Origin {
  readonly tenantId: string
  readonly traceId: string | undefined
}

const idOf = (value: object) => ('id' in value && typeof value.id === 'string' ? value.id : null)

/** Checks one value and makes the event of it that the ledger keeps, or says why not. */
function parse(deps: IngestDeps, value: unknown, origin: Origin): NewEvent | Rejected {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return reject('not_an_object', null, { path: '', message: 'must be object' })
  }
  const id = idOf(value)
  const unsafe = findUnsafeValues(value)
  if (unsafe.length > 0) return reject('unsafe_value', null, ...unsafe)
  const sent = normalise(value as Record<string, unknown>, deps.catalogue)
  if (typeof sent.tenant_id === 'string' && sent.tenant_id !== origin.tenantId) {
    return reject('tenant_mismatch', id, {
      path: '/tenant_id',
      message: "must be the credential's tenant, or left out",
    })
  }
  const invalid = deps.validate(sent)
  if (invalid !== undefined) return reject(invalid.reason, id, ...invalid.flaws)
  const version = deps.catalogue.get(sent.type as string)?.version ?? 1
  const event = complete(sent, { ...origin, version, now: deps.now })
  const occurred = Date.parse(event.occurred_at)
  if (occurred > deps.now() + futureMs) {
    return reject('occurred_in_future', id, { path: '/occurred_at', message: 'lies more than 5 minutes ahead' })
  }
  if (occurred < 0) return reject('occurred_before_1970', id, { path: '/occurred_at', message: 'lies before 1970' })
  const hash = payloadHash(event as StoredEvent, deps.payloadKey)
  return { event: { ...event, checksum: checksumOf(event.id, hash) }, payloadHash: hash }
}

const isRejected = (it: NewEvent | Rejected): it is Rejected => 'status' in it
const isEvent = (it: NewEvent | Rejected): it is NewEvent => 'event' in it

// A whole batch takes longer than anyone else should wait for the event loop.
const sliceValues = 250

async function parseAll(
  deps: IngestDeps,
  values: readonly unknown[],
  origin: Origin,
): Promise<(NewEvent | Rejected)[]> {
  const parsed: (NewEvent | Rejected)[] = []
  for (let from = 0; from < values.length; from += sliceValues) {
    if (from > 0) await setImmediate()
    for (const value of values.slice(from, from + sliceValues)) parsed.push(parse(deps, value, origin))
  }
  return parsed
}

/** What a conflict tells its sender: the id that holds the key, and where the payloads differ. */
async function conflict(deps: IngestDeps, sent: StoredEvent, stored: StoredEvent): Promise<Rejected> {
  const [mine, theirs] = await Promise.all([deps.protection.reveal(sent), deps.protection.reveal(stored)])
  const paths = differences({ ...sent, data: mine }, { ...stored, data: theirs })
  return reject('idempotency_conflict', stored.id, ...paths)
}

async function outcomeOf(deps: IngestDeps, { event }: NewEvent, committed: Committed): Promise<Outcome> {
  if (committed.status === 'conflict') return conflict(deps, event, committed.stored)
  if (committed.status === 'refused') return reject('not_storable', event.id, { path: '', message: committed.cause })
  return committed
}

/**
 * Takes values as events: checks, protects, appends. One bad value never fails the others.
 * @returns an outcome for each value, in order; `accepted` and `duplicate` are durable.
 * @throws Failure too_many_requests, ledger_unavailable: then none of the values is known to be stored.
 */
export async function ingest(deps: IngestDeps, values: readonly unknown[], origin: Origin): Promise<Outcome[]> {
  const parsed = await parseAll(deps, values, origin)
  const events = parsed.filter(isEvent)
  await deps.protection.protect(events.map(({ event }) => event))
  const committed = await deps.groupCommit.commit(events)
  let next = 0
  return Promise.all(parsed.map((it) => (isRejected(it) ? it : outcomeOf(deps, it, committed[next++] as Committed))))
}
