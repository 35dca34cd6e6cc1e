import type { KeyObject } from 'node:crypto'
import type { Catalogue } from '../events/catalogue.ts'
import type { NewEvent } from '../ledger/append.ts'
import type { Now } from '../platform/clock.ts'
import { atCloudEvent, fromCloudEvent } from './cloud-event.ts'
import { complete, normalise } from './complete.ts'
import { checksumOf, payloadHash } from './fingerprint.ts'
import type { Written } from './json-text.ts'
import { type Rejected, reject } from './outcome.ts'
import { findUnsafeValues } from './unsafe-values.ts'
import type { Validate } from './validate.ts'

type Json = Record<string, unknown>

const futureMs = 5 * 60_000

export interface ParseDeps {
  readonly catalogue: Catalogue
  readonly validate: Validate
  readonly payloadKey: KeyObject
  readonly now: Now
}

/** Where a value came from: whose credential, on which trace, and in which form. */
export interface Origin {
  readonly tenantId: string
  readonly traceId: string | undefined
  /** Whose credential it came by; undefined where there is none, as over Kafka. */
  readonly credential?: string
  /** The types that it may send, where it may not send all. */
  readonly allowedTypes?: readonly string[] | undefined
  readonly form: 'event' | 'cloud_event'
}

/** JSON readers take the last of two members of one name, or the first, and say nothing (RFC 8259, section 4). */
const repeatedName = { path: '', message: 'has an object in which one name stands twice; send each once' }

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Checks one value and makes the event of it that the ledger keeps, or says why not. */
export function parse(deps: ParseDeps, value: unknown, origin: Origin, written?: Written): NewEvent | Rejected {
  if (!isObject(value)) return reject('not_an_object', null, { path: '', message: 'must be object' })
  const { flaws: found, tooLarge, mostBytes, members } = findUnsafeValues(value)
  if (tooLarge !== undefined) return reject('too_large', null, tooLarge)
  const flaws = [...found, ...(written?.inexact ?? [])]
  if (found.length === 0 && written !== undefined && written.members > members) flaws.push(repeatedName)
  if (flaws.length > 0) return reject('unsafe_value', null, ...flaws)

  const id = typeof value.id === 'string' ? value.id : null
  if (origin.form === 'event') return parseEvent(deps, value, id, origin, mostBytes)
  const made = fromCloudEvent(value)
  if ('flaws' in made) return reject('invalid_event', id, ...made.flaws)
  const parsed = parseEvent(deps, made.event, id, origin, mostBytes)
  return 'errors' in parsed ? { ...parsed, errors: atCloudEvent(parsed.errors) } : parsed
}

function parseEvent(
  deps: ParseDeps,
  value: Json,
  id: string | null,
  origin: Origin,
  mostBytes: number,
): NewEvent | Rejected {
  const sent = normalise(value, deps.catalogue)
  if (typeof sent.tenant_id === 'string' && sent.tenant_id !== origin.tenantId) {
    const message = "must be the credential's tenant, or left out"
    return reject('tenant_mismatch', id, { path: '/tenant_id', message })
  }
  const invalid = deps.validate(sent)
  if (invalid !== undefined) return reject(invalid.reason, id, ...invalid.flaws)
  if (origin.allowedTypes !== undefined && !origin.allowedTypes.includes(sent.type as string)) {
    const message = `must be one of ${origin.allowedTypes.join(', ')} for this credential`
    return reject('type_not_allowed', id, { path: '/type', message })
  }
  const version = deps.catalogue.get(sent.type as string)?.version ?? 1
  const event = complete(sent, origin, version, deps.now)
  const occurred = Date.parse(event.occurred_at)
  if (occurred > deps.now() + futureMs) {
    return reject('occurred_in_future', id, { path: '/occurred_at', message: 'lies more than 5 minutes ahead' })
  }
  if (occurred < 0) return reject('occurred_before_1970', id, { path: '/occurred_at', message: 'lies before 1970' })
  const hash = payloadHash(event, deps.payloadKey)
  event.checksum = checksumOf(event.id, hash)
  return { event, payloadHash: hash, mostBytes }
}
