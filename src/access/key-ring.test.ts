import { randomBytes } from 'node:crypto'
import { expect, test, vi } from 'vitest'
import type { Database } from '../postgres/pool.ts'
import { openKeyRing } from './key-ring.ts'

const start = Date.parse('2026-10-01T12:00:00Z')

/** A ledger that knows the keys whose ids are given, and counts how often it is asked. */
function open(ids: readonly string[]) {
  let present = start
  const query = vi.fn(async (_sql: string, [[id]]: [[string]]) => ({
    rows: ids.includes(id) ? [{ id, tenant_id: 'demo', name: 'shop', scopes: [], is_due: false }] : [],
  }))
  const keyRing = openKeyRing({ query } as unknown as Database, randomBytes(32), () => present)
  const advance = (ms: number) => {
    present += ms
  }
  return { keyRing, query, advance }
}

test('an answer is remembered for less than five seconds, one that there is no such key too', async () => {
  const { keyRing, query, advance } = open(['a'])
  for (const id of ['a', 'b']) await keyRing.findById(id)
  advance(4_999)
  expect(await keyRing.findById('a')).toMatchObject({ tenantId: 'demo', keyId: 'a' })
  expect(await keyRing.findById('b')).toBeUndefined()
  expect(query).toHaveBeenCalledTimes(2)
  advance(1)
  for (const id of ['a', 'b']) await keyRing.findById(id)
  expect(query).toHaveBeenCalledTimes(4)
})

test('to be read does not lengthen the life of an answer', async () => {
  const { keyRing, query, advance } = open(['a'])
  await keyRing.findById('a')
  for (let at = 0; at < 5; at++) {
    advance(1_000)
    await keyRing.findById('a')
  }
  expect(query).toHaveBeenCalledTimes(2)
})

test('keys that are made up drive none that is known from memory', async () => {
  const { keyRing, query } = open(['a'])
  await keyRing.findById('a')
  for (let at = 0; at < 1_100; at++) await keyRing.findById(`made up ${at}`)
  query.mockClear()
  await keyRing.findById('a')
  await keyRing.findById('made up 1099')
  expect(query).not.toHaveBeenCalled()
  // The memory of those has an end as well.
  await keyRing.findById('made up 0')
  expect(query).toHaveBeenCalledOnce()
})

test('a revocation forgets all, and what was being read meanwhile is not remembered', async () => {
  const { keyRing, query } = open(['a'])
  await keyRing.findById('a')
  keyRing.forget()
  const reading = keyRing.findById('a')
  keyRing.forget()
  await reading
  await keyRing.findById('a')
  expect(query).toHaveBeenCalledTimes(3)
})
