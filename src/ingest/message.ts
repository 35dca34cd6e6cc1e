import type { Message } from '@platformatic/kafka'
import { headersOf } from '../log/kafka/message.ts'
import type { Flaw } from './outcome.ts'
import type { Origin } from './parse.ts'
import { MappingFailure } from './patch.ts'

/** What a message of the ingest topic says: one event, and whose. */
export interface Read {
  readonly tenantId: string
  readonly value: Readonly<Record<string, unknown>>
  readonly form: Origin['form']
}

export interface Unreadable {
  readonly cause: 'malformed_json' | 'mapping_failed' | 'not_an_object' | 'tenant_missing'
  readonly tenantId: string | undefined
  readonly flaws: readonly Flaw[]
}

/** The parts of a message that decide on what it becomes; a dead letter has them too. */
export interface MessageParts {
  readonly bytes: Buffer
  readonly headers: ReadonlyMap<string, string>
  /** Where it stands, and when it was written: the key of an event that brings none. */
  readonly place: string
}

/** Where a text is no JSON. The parser's own message quotes the text. */
function flawOfText(error: unknown): Flaw {
  const [, position] =
    (error instanceof Error && / at position (\d+)( \(line \d+ column \d+\))?$/.exec(error.message)) || []
  return { path: '', message: `is not JSON in UTF-8${position === undefined ? '' : ` at character ${position}`}` }
}

const decoder = new TextDecoder('utf-8', { fatal: true })

/** Of two messages that stood at one offset, in a topic that was made anew, the times differ. */
export const placeKey = (at: {
  topic: string
  partition: number
  offset: bigint | string
  timestamp: bigint | number
}): string => `kafka/${at.topic}/${at.partition}/${at.offset}/${at.timestamp}`

export function readMessage(message: Message): Read | Unreadable {
  return readParts({
    bytes: message.value ?? Buffer.alloc(0),
    headers: headersOf(message),
    place: placeKey(message),
  })
}

/** A tenant's name, where a value can be one: PostgreSQL has no U+0000, and half a surrogate pair is no text. */
const nameIn = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' && value.isWellFormed() && !value.includes('\u0000') ? value : undefined

/**
 * Reads an event, or a CloudEvent where `content-type` says so. The tenant stands in the header `tenant_id` or in the
 * event. An event without a key and an id gets its place as its key, so that reading it again doubles nothing.
 */
export function readParts(
  { bytes, headers, place }: MessageParts,
  mend = (value: unknown) => value,
): Read | Unreadable {
  const tenantHeader = nameIn(headers.get('tenant_id'))
  let value: unknown
  try {
    value = mend(JSON.parse(decoder.decode(bytes)))
  } catch (error) {
    if (error instanceof MappingFailure) return { cause: 'mapping_failed', tenantId: tenantHeader, flaws: [error.flaw] }
    return { cause: 'malformed_json', tenantId: tenantHeader, flaws: [flawOfText(error)] }
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const flaws = [{ path: '', message: 'must be object' }]
    return { cause: 'not_an_object', tenantId: tenantHeader, flaws }
  }
  const event = value as Record<string, unknown>
  const tenantId = headers.has('tenant_id') ? tenantHeader : nameIn(event.tenant_id)
  if (tenantId === undefined) {
    const message = 'is needed in the header tenant_id or in the event'
    return { cause: 'tenant_missing', tenantId: undefined, flaws: [{ path: '/tenant_id', message }] }
  }
  const form = headers.get('content-type')?.startsWith('application/cloudevents+json') ? 'cloud_event' : 'event'
  const isKeyed = form === 'cloud_event' || event.idempotency_key != null || event.id != null
  return { tenantId, form, value: isKeyed ? event : { ...event, idempotency_key: place } }
}
