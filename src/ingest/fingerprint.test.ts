import { createHash, createHmac, createSecretKey } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { StoredEvent } from '../events/envelope.ts'
import { canonical, checksumOf, payloadHash } from './fingerprint.ts'

/** What the text is by its definition. */
function defined(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(defined).join(',')}]`
  const names = Object.keys(value).sort()
  return `{${names.map((name) => `${JSON.stringify(name)}:${defined((value as Record<string, unknown>)[name])}`).join(',')}}`
}

const names = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 4 }),
  fc.constantFrom('a', 'b', 'A', '10', '9', '-1', '01', 'toJSON', 'constructor', 'length', '__proto__', 'é', '\ud800'),
)
const { json } = fc.letrec((tie) => ({
  json: fc.oneof(
    { depthSize: 'medium' },
    fc.oneof(fc.string({ unit: 'binary' }), fc.double(), fc.integer(), fc.boolean(), fc.constant(null)),
    fc.array(tie('json'), { maxLength: 5 }),
    fc.uniqueArray(fc.tuple(names, tie('json')), { selector: ([name]) => name, maxLength: 8 }).map(Object.fromEntries),
  ),
}))

test('the text has every name in order, however a value was built', () => {
  fc.assert(
    fc.property(json, (value) => {
      expect(canonical(value)).toBe(defined(value))
    }),
    { numRuns: 2_000 },
  )
})

test('the order in which names were sent changes nothing, for names that are numbers neither', () => {
  expect(canonical({ b: { 10: 1, 9: 2, z: [{ y: 1, x: 2 }] }, a: null })).toBe(
    '{"a":null,"b":{"10":1,"9":2,"z":[{"x":2,"y":1}]}}',
  )
  expect(canonical(JSON.parse('{"b":1,"__proto__":{"c":2}}'))).toBe('{"__proto__":{"c":2},"b":1}')
})

const event: StoredEvent = {
  ...{ id: '0192f0c1-2345-7abc-8def-0123456789ab', tenant_id: 'demo', trace_id: null, idempotency_key: 'k-1' },
  ...{ type: 'order', action: 'placed', schema_version: 1, producer: 'shop', source_service: null },
  ...{ occurred_at: '2026-10-01T10:00:41.000000Z', received_at: '2026-10-01T10:00:42.000000Z', device_at: null },
  ...{ user_id: 'u-1', session_id: null, order_id: 'o-1', device_id: null, checksum: '' },
  context: { country: 'DE', city: 'Köln' },
  data: { total: 1.5, items: [{ sku: 'a', quantity: 2 }], note: '☕' },
}
const key = createSecretKey(Buffer.alloc(32, 7))

test('fingerprint and checksum are those that earlier versions stored', () => {
  const said = [
    ...['order', 'placed', 1, event.occurred_at, null, 'shop', null, 'u-1', null, 'o-1', null],
    ...[event.context, event.data],
  ]
  const hash = payloadHash(event, key)
  expect(hash).toEqual(createHmac('sha256', key).update(defined(said)).digest())
  expect(hash.toString('hex')).toBe('dfe70bb3aec2e00368c3b3008236e068acfba9f1760dc0d5231e091f21200c7d')
  const digest = createHash('sha256').update(hash).update(event.id).digest()
  expect(checksumOf(event.id, hash)).toBe(digest.readBigInt64BE(0).toString())
  expect(checksumOf(event.id, hash)).toBe('-4872567815794994625')
})

test('a checksum is signed, also where the number is negative', () => {
  fc.assert(
    fc.property(fc.uuid(), fc.uint8Array({ minLength: 32, maxLength: 32 }), (id, bytes) => {
      const digest = createHash('sha256').update(bytes).update(id).digest()
      expect(checksumOf(id, Buffer.from(bytes))).toBe(digest.readBigInt64BE(0).toString())
    }),
  )
})
