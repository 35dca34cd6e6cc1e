import { createHmac, hash as digest, type KeyObject } from 'node:crypto'
import type { StoredEvent } from '../events/envelope.ts'
import { asideName, isCiphertext, isReserved } from '../platform/sealed-text.ts'
import type { Flaw } from './outcome.ts'
import { pointerPart } from './unsafe-values.ts'

/** What a sender says by an event. A repeat may carry another id or trace and still says the same. */
const said = [
  'type',
  'action',
  'schema_version',
  'occurred_at',
  'device_at',
  'producer',
  'source_service',
  'user_id',
  'session_id',
  'order_id',
  'device_id',
  'context',
  'data',
] as const

/** JSON with the names of every object in order, so that equal values give equal text. */
export function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  let text = ''
  if (Array.isArray(value)) {
    for (const inner of value) text += `${text && ','}${canonical(inner)}`
    return `[${text}]`
  }
  for (const name of Object.keys(value).sort()) {
    text += `${text && ','}${JSON.stringify(name)}:${canonical((value as Record<string, unknown>)[name])}`
  }
  return `{${text}}`
}

/** HMAC-SHA-256 of what the event says; 32 bytes. */
export const payloadHash = (event: StoredEvent, key: KeyObject): Buffer =>
  createHmac('sha256', key)
    .update(canonical(said.map((name) => event[name])))
    .digest()

/**
 * A signed 64-bit number of the event's id and payload; the stores are compared by XOR over many. It hides the keyed hash, so
 * that from the checksums of two events nothing can be worked out about whether they say the same.
 */
export const checksumOf = (id: string, hash: Buffer): string =>
  digest('sha256', Buffer.concat([hash, Buffer.from(id)]), 'buffer')
    .readBigInt64BE(0)
    .toString()

/** The checksum as events have it that were stored before it hid the hash. */
export function earlierChecksumOf(id: string, hash: Buffer): string {
  const random = BigInt(`0x${id.slice(-17).replace('-', '')}`)
  return BigInt.asIntN(64, hash.readBigUInt64BE(0) ^ BigInt.asUintN(64, random * 0x9e3779b97f4a7c15n)).toString()
}

/**
 * The paths at which two protected events say something else in what may be seen of both. What is sealed in either, or
 * has a sealed original beside it, is left out: no answer may depend on it.
 */
export function differences(a: StoredEvent, b: StoredEvent): Flaw[] {
  const flaws: Flaw[] = []
  for (const name of said) compare(a[name], b[name], `/${name}`, flaws)
  const isPartOfSealed = (path: string) => asideName(path) in a.data || asideName(path) in b.data
  return flaws.filter(({ path }) => !isPartOfSealed(path))
}

function compare(a: unknown, b: unknown, path: string, flaws: Flaw[]): void {
  if (isCiphertext(a) || isCiphertext(b)) return
  const bothObjects = typeof a === 'object' && typeof b === 'object' && a !== null && b !== null
  if (bothObjects && Array.isArray(a) === Array.isArray(b)) {
    for (const name of new Set([...Object.keys(a), ...Object.keys(b)])) {
      if (path === '/data' && isReserved(name)) continue
      const here = `${path}/${pointerPart(name)}`
      compare((a as Record<string, unknown>)[name], (b as Record<string, unknown>)[name], here, flaws)
    }
  } else if (a !== b) {
    flaws.push({ path, message: 'differs from what was sent under this key before' })
  }
}
