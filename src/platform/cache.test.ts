import { expect, onTestFinished, test, vi } from 'vitest'
import { openMemoryCache } from './cache.ts'

test('a value is there for its life and no longer', async () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  onTestFinished(() => void vi.useRealTimers())
  const cache = openMemoryCache(100)
  await cache.put('a', 'first', 1_000)
  vi.advanceTimersByTime(999)
  expect(await cache.get('a')).toBe('first')
  vi.advanceTimersByTime(1)
  expect(await cache.get('a')).toBeUndefined()
})

test('the oldest go where there is no room, and what is larger than all of it is never kept', async () => {
  const cache = openMemoryCache(10)
  await cache.put('a', '12345', 1_000)
  await cache.put('b', '12345', 1_000)
  await cache.put('a', '1234567', 1_000)
  expect([await cache.get('a'), await cache.get('b')]).toEqual(['1234567', undefined])
  await cache.put('a', '12345678901', 1_000)
  expect(await cache.get('a')).toBeUndefined()
  await cache.put('b', '1234567890', 1_000)
  expect(await cache.get('b')).toBe('1234567890')
})

test('what was read of late outlives what was not, and an empty value is one too', async () => {
  const cache = openMemoryCache(10)
  await cache.put('a', '12345', 1_000)
  await cache.put('b', '12345', 1_000)
  expect(await cache.get('a')).toBe('12345')
  await cache.put('c', '12345', 1_000)
  expect([await cache.get('a'), await cache.get('b'), await cache.get('c')]).toEqual(['12345', undefined, '12345'])
  await cache.put('c', '', 1_000)
  expect(await cache.get('c')).toBe('')
})
