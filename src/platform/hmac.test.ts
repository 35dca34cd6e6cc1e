import { createHmac, createSecretKey } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hmacSha256 } from './hmac.ts'

test('it is what Node makes of any key and text', () => {
  const keys = fc.uint8Array({ minLength: 1, maxLength: 200 })
  const texts = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.nat(70_000).map((length) => '漢'.repeat(length)),
  )
  fc.assert(
    fc.property(keys, texts, texts, (bytes, ...both) => {
      const key = createSecretKey(bytes)
      for (const text of both) {
        expect(hmacSha256(key, text).toString('hex')).toBe(createHmac('sha256', key).update(text).digest('hex'))
      }
    }),
    { numRuns: 200 },
  )
})

test('what it gave is not changed by what it gives next', () => {
  const key = createSecretKey(Buffer.from('key'))
  const first = hmacSha256(key, 'The quick brown fox jumps over the lazy dog')
  hmacSha256(key, 'another')
  // https://en.wikipedia.org/wiki/HMAC#Examples
  expect(first.toString('hex')).toBe('f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8')
})
