import { expect, test, vi } from 'vitest'
import type { Appended, NewEvent } from '../ledger/append.ts'
import { openMemoryCache } from '../platform/cache.ts'
import { openResentBatches } from './resent-batches.ts'

const batch = (count: number, tenant_id = 'demo') =>
  Array.from(
    { length: count },
    (_, index) => ({ event: { tenant_id, idempotency_key: `k-${index}` } }) as unknown as NewEvent,
  )
const open = () => {
  const findStored = vi.fn(async (events: readonly NewEvent[]) =>
    events.map((): Appended => ({ status: 'duplicate', id: 'e' })),
  )
  return { findStored, repeats: openResentBatches(openMemoryCache(10_000), findStored) }
}

test('a batch that was noted is looked up when it comes again, and one of another tenant or with other keys is not', async () => {
  const { findStored, repeats } = open()
  expect(await repeats.find(batch(50))).toEqual([])
  repeats.note(batch(50))
  expect(await repeats.find(batch(50))).toHaveLength(50)
  expect(findStored).toHaveBeenCalledTimes(1)
  expect(await repeats.find(batch(50, 'other'))).toEqual([])
  expect(await repeats.find(batch(51))).toEqual([])
  expect(findStored).toHaveBeenCalledTimes(1)
})

test('a few events are never looked up: the ledger adds them along with those of others', async () => {
  const { findStored, repeats } = open()
  repeats.note(batch(49))
  expect(await repeats.find(batch(49))).toEqual([])
  expect(findStored).not.toHaveBeenCalled()
})
