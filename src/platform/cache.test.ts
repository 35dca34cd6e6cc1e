import { expect, onTestFinished, test, vi } from 'vitest'
import { openMemoryShelf } from './cache.ts'

test('a value is there for its life and no longer', async () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  onTestFinished(() => void vi.useRealTimers())
  const shelf = openMemoryShelf(100)
  await shelf.put('a', 'first', 1_000)
  vi.advanceTimersByTime(999)
  expect(await shelf.get('a')).toBe('first')
  vi.advanceTimersByTime(1)
  expect(await shelf.get('a')).toBeUndefined()
})

test('the oldest go where there is no room, and what is larger than all of it is never kept', async () => {
  const shelf = openMemoryShelf(10)
  await shelf.put('a', '12345', 1_000)
  await shelf.put('b', '12345', 1_000)
  await shelf.put('a', '1234567', 1_000)
  expect([await shelf.get('a'), await shelf.get('b')]).toEqual(['1234567', undefined])
  await shelf.put('a', '12345678901', 1_000)
  expect(await shelf.get('a')).toBeUndefined()
  await shelf.put('b', '1234567890', 1_000)
  expect(await shelf.get('b')).toBe('1234567890')
})

test('what was read of late outlives what was not, and an empty value is one too', async () => {
  const shelf = openMemoryShelf(10)
  await shelf.put('a', '12345', 1_000)
  await shelf.put('b', '12345', 1_000)
  expect(await shelf.get('a')).toBe('12345')
  await shelf.put('c', '12345', 1_000)
  expect([await shelf.get('a'), await shelf.get('b'), await shelf.get('c')]).toEqual(['12345', undefined, '12345'])
  await shelf.put('c', '', 1_000)
  expect(await shelf.get('c')).toBe('')
})
