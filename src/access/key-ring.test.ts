import { randomBytes } from 'node:crypto'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { Database } from '../postgres/pool.ts'
import { openKeyRing } from './key-ring.ts'

const start = Date.parse('2026-10-01T12:00:00Z')

/**
 * A ledger that knows the keys whose ids are given, each until a moment or for good, and the origin `https://shop.example`;
 * it counts how often it is asked.
 */
function open(ends: Readonly<Record<string, number | null>>) {
  let present = start
  const lookUps = vi.fn(async (_sql: string, [asked]: [string | string[]]) => {
    if (asked === 'https://shop.example') return { rows: [{}] }
    const id = String(asked)
    const end = ends[id]
    if (end === undefined) return { rows: [] }
    const left_ms = end === null ? null : end - present
    const free = { allowed_origins: null, allowed_types: null, allowed_ips: null }
    return { rows: [{ id, tenant_id: 'demo', name: 'shop', scopes: [], ...free, left_ms }] }
  })
  const uses = vi.fn(async (_sql: string, _ids: [string[]]) => ({ rows: [] }))
  const db = { query: (sql: string, values: never) => (sql.startsWith('UPDATE') ? uses : lookUps)(sql, values) }
  const log = { warn: vi.fn() }
  const keyRing = openKeyRing(
    { db: db as unknown as Database, hashKey: randomBytes(32), configured: 'ordinary', log },
    () => present,
  )
  onTestFinished(() => keyRing.close())
  const advance = (ms: number) => {
    present += ms
  }
  return { keyRing, query: lookUps, uses, advance }
}

test('an answer is remembered for less than five seconds, one that there is no such key too', async () => {
  const { keyRing, query, advance } = open({ a: null })
  for (const id of ['a', 'b']) await keyRing.findById(id)
  advance(4_999)
  expect(await keyRing.findById('a')).toMatchObject({ tenantId: 'demo', keyId: 'a' })
  expect(await keyRing.findById('b')).toBeUndefined()
  expect(query).toHaveBeenCalledTimes(2)
  advance(1)
  for (const id of ['a', 'b']) await keyRing.findById(id)
  expect(query).toHaveBeenCalledTimes(4)
})

test('a key is remembered no longer than it holds, and then it is known as one that has expired', async () => {
  const { keyRing, query, advance } = open({ a: start + 1_000 })
  expect(await keyRing.findById('a')).toMatchObject({ keyId: 'a' })
  advance(998)
  expect(await keyRing.findById('a')).toMatchObject({ keyId: 'a' })
  expect(query).toHaveBeenCalledTimes(1)
  advance(2)
  for (const _ of [1, 2]) expect(await keyRing.findById('a')).toBe('expired')
  expect(query).toHaveBeenCalledTimes(2)
})

test('to be read does not lengthen the life of an answer', async () => {
  const { keyRing, query, advance } = open({ a: null })
  await keyRing.findById('a')
  for (let at = 0; at < 5; at++) {
    advance(1_000)
    await keyRing.findById('a')
  }
  expect(query).toHaveBeenCalledTimes(2)
})

test('keys that are made up drive none that is known from memory', async () => {
  const { keyRing, query } = open({ a: null })
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
  const { keyRing, query } = open({ a: null })
  const ask = async () => {
    await keyRing.findById('a')
    await keyRing.allowsOrigin('https://shop.example')
  }
  await ask()
  keyRing.forget()
  const reading = ask()
  keyRing.forget()
  await reading
  keyRing.forget()
  await ask()
  expect(query).toHaveBeenCalledTimes(6)
})

test('an origin is known to some key or to none, and is asked for once', async () => {
  const { keyRing, query } = open({})
  for (const _ of [1, 2]) {
    expect(await keyRing.allowsOrigin('https://shop.example')).toBe(true)
    expect(await keyRing.allowsOrigin('https://evil.example')).toBe(false)
  }
  expect(query).toHaveBeenCalledTimes(2)
})

test('uses are written apart from look-ups, all together, and again where the ledger was unavailable', async () => {
  const { keyRing, uses } = open({ a: null, b: null, gone: start - 1 })
  for (const id of ['a', 'b', 'gone', 'made up']) await keyRing.findById(id)
  expect(uses).not.toHaveBeenCalled()
  uses.mockRejectedValueOnce(new Error('away'))
  await expect(keyRing.writeUses()).rejects.toThrow('away')
  await keyRing.writeUses()
  await keyRing.writeUses()
  expect(uses).toHaveBeenCalledTimes(2)
  expect(uses.mock.lastCall?.[1]).toEqual([['a', 'b']])
})
