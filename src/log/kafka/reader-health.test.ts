import { EventEmitter } from 'node:events'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openStallCheck, type WatchedConsumer, watchCoordinator } from './reader-health.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'performance'], now: new Date('2026-10-01T00:00:00Z') })
})
afterEach(() => vi.useRealTimers())

const everyMs = 10_000

/** A consumer with the partitions 0 and 1 of a topic, of which each ends at an offset, and the offsets it fetches next. */
function watched(ends: bigint[]) {
  const events = new EventEmitter()
  const consumer: WatchedConsumer & { lastHeartbeat: Date | null } = {
    assignments: [{ topic: 'orders', partitions: [0, 1] }],
    lastHeartbeat: null,
    listOffsets: async () => new Map([['orders', ends]]),
    on: (event, listener) => events.on(event, listener),
  }
  return { consumer, events, ends }
}

test('a partition that stands still while messages wait in it is found at the second look', async () => {
  const { consumer } = watched([5n, 9n])
  const offsetsToFetch = new Map([
    ['orders:0', 5n],
    ['orders:1', 7n],
  ])
  const { check } = openStallCheck(consumer, { offsetsToFetch }, everyMs)
  vi.advanceTimersByTime(everyMs)
  await check()
  await check()
  vi.advanceTimersByTime(everyMs)
  await expect(check()).rejects.toThrow('no longer fetched: orders:1')
})

test('a partition that was given and never fetched is found too', async () => {
  const { consumer } = watched([0n, 1n])
  const { check } = openStallCheck(consumer, { offsetsToFetch: new Map() }, everyMs)
  vi.advanceTimersByTime(everyMs)
  await check()
  vi.advanceTimersByTime(everyMs)
  await expect(check()).rejects.toThrow('orders:1')
})

test('a partition that moves on, or has nothing more, or belongs to another process is not', async () => {
  const { consumer, ends } = watched([5n, 9n, 100n])
  const offsetsToFetch = new Map([
    ['orders:0', 5n],
    ['orders:1', 7n],
    ['orders:2', 0n],
  ])
  const { check } = openStallCheck(consumer, { offsetsToFetch }, everyMs)
  for (let look = 0; look < 4; look++) {
    vi.advanceTimersByTime(everyMs)
    await check()
    offsetsToFetch.set('orders:1', (offsetsToFetch.get('orders:1') as bigint) + 1n)
    ends[1] = (ends[1] as bigint) + 1n
  }
})

test('a partition whose messages are taken is not, though what was fetched ahead of them has not moved', async () => {
  const { consumer } = watched([5n, 9n])
  const offsetsToFetch = new Map([
    ['orders:0', 5n],
    ['orders:1', 7n],
  ])
  const { check, note } = openStallCheck(consumer, { offsetsToFetch }, everyMs)
  for (let look = 0; look < 3; look++) {
    vi.advanceTimersByTime(everyMs)
    note({ topic: 'orders', partition: 1 })
    await check()
  }
  vi.advanceTimersByTime(everyMs)
  await expect(check()).rejects.toThrow('no longer fetched: orders:1')
})

test('a coordinator is heard by a heartbeat or a join, and silent after its time', () => {
  const { consumer, events } = watched([])
  const isAlive = watchCoordinator(consumer, 30_000)
  vi.advanceTimersByTime(29_999)
  expect(isAlive()).toBe(true)
  vi.advanceTimersByTime(1)
  expect(isAlive()).toBe(false)
  events.emit('consumer:group:join')
  expect(isAlive()).toBe(true)
  vi.advanceTimersByTime(30_000)
  expect(isAlive()).toBe(false)
  consumer.lastHeartbeat = new Date()
  expect(isAlive()).toBe(true)
})
