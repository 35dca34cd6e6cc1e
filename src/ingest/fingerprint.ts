import { hash as digest, type KeyObject } from 'node:crypto'
import type { StoredEvent } from '../events/envelope.ts'
import { hmacSha256 } from '../platform/hmac.ts'
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

/** Stands for a value of which no copy has its names in order. */
const unordered = Symbol('unordered')

/** JSON with the names of every object in order, so that equal values give equal text. */
export function canonical(value: unknown): string {
  const ordered = inOrder(value)
  return ordered === unordered ? write(value) : JSON.stringify(ordered)
}

function write(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  let text = ''
  if (Array.isArray(value)) {
    for (const inner of value) text += `${text && ','}${write(inner)}`
    return `[${text}]`
  }
  for (const name of Object.keys(value).sort()) {
    text += `${text && ','}${JSON.stringify(name)}:${write((value as Record<string, unknown>)[name])}`
  }
  return `{${text}}`
}

/** A value that `JSON.stringify` writes with its names in order: itself, where they are. One call for all is several times as fast. */
function inOrder(value: unknown): unknown {
  if (value === undefined) return unordered
  if (typeof value !== 'object' || value === null) return value
  return Array.isArray(value) ? listInOrder(value) : objectInOrder(value as Record<string, unknown>)
}

function listInOrder(list: readonly unknown[]): unknown {
  let kept: unknown[] | undefined
  for (let at = 0; at < list.length; at++) {
    const inner = inOrder(list[at])
    if (inner === unordered) return unordered
    if (inner === list[at]) continue
    kept ??= [...list]
    kept[at] = inner
  }
  return kept ?? list
}

/** JavaScript puts names that are numbers first, in whatever order they come, and takes this one for something else. */
const isUnruly = (name: string) => name === '__proto__' || (name.charCodeAt(0) >= 0x30 && name.charCodeAt(0) <= 0x39)

function objectInOrder(object: Record<string, unknown>): unknown {
  const names = Object.keys(object)
  let isSame = areInOrder(names)
  if (!isSame) names.sort()
  const kept: Record<string, unknown> = {}
  for (const name of names) {
    const inner = inOrder(object[name])
    if (inner === unordered || isUnruly(name)) return unordered
    if (inner !== object[name]) isSame = false
    kept[name] = inner
  }
  return isSame ? object : kept
}

function areInOrder(names: readonly string[]): boolean {
  for (let at = 1; at < names.length; at++) if ((names[at - 1] as string) > (names[at] as string)) return false
  return true
}

/** HMAC-SHA-256 of what the event says; 32 bytes. */
export const payloadHash = (event: StoredEvent, key: KeyObject): Buffer =>
  hmacSha256(key, canonical(said.map((name) => event[name])))

/**
 * A signed 64-bit number of the event's id and payload; the stores are compared by XOR over many. It hides the keyed hash, so
 * that from the checksums of two events nothing can be worked out about whether they say the same.
 */
export const checksumOf = (id: string, hash: Buffer): string =>
  BigInt.asIntN(64, BigInt(`0x${digest('sha256', bytesOf(id, hash), 'hex').slice(0, 16)}`)).toString()

/** A hash of 32 bytes and an id, which is a UUID: the memory is used for the next ones again. */
const hashAndId = Buffer.alloc(32 + 36)

function bytesOf(id: string, hash: Buffer): Buffer {
  if (hash.length !== 32 || id.length !== 36) return Buffer.concat([hash, Buffer.from(id)])
  hash.copy(hashAndId)
  hashAndId.write(id, hash.length)
  return hashAndId
}

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
