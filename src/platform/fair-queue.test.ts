import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { openFairQueue } from './fair-queue.ts'

/** A queue whose acts end when the test lets them, and the order in which they began. */
function queueOf(bounds: Partial<Parameters<typeof openFairQueue>[0]> = {}) {
  const queue = openFairQueue({ atOnce: 4, ofOne: 2, waitingOfOne: 100, waitingOfAll: 150, ...bounds })
  const begun: string[] = []
  const ends: (() => void)[] = []
  const add = (tenant: string, name = tenant) =>
    queue(tenant, async () => {
      begun.push(name)
      await new Promise<void>((resolve) => ends.push(resolve))
      return name
    })
  const endOne = async () => {
    ends.shift()?.()
    await setImmediate()
  }
  return { add, begun, endOne }
}

test('a tenant that is alone has all places, in the order in which it came', async () => {
  const { add, begun, endOne } = queueOf()
  for (const name of ['1', '2', '3', '4', '5', '6']) void add('a', name)
  expect(begun).toEqual(['1', '2', '3', '4'])
  await endOne()
  await endOne()
  expect(begun).toEqual(['1', '2', '3', '4', '5', '6'])
})

test('a newcomer goes next, however long the line of another is', async () => {
  const { add, begun, endOne } = queueOf()
  for (let n = 0; n < 100; n++) void add('a')
  void add('b')
  await endOne()
  expect(begun.slice(4)).toEqual(['b'])
})

test('tenants take turns', async () => {
  const { add, begun, endOne } = queueOf({ atOnce: 1, ofOne: 1 })
  for (const tenant of ['a', 'a', 'a', 'b', 'b', 'c']) void add(tenant)
  for (let n = 0; n < 6; n++) await endOne()
  // The first ran at once, before there was a line.
  expect(begun.join('')).toBe('aabcab')
})

test('while others wait or run, a tenant has its share and no more', async () => {
  const { add, begun, endOne } = queueOf()
  void add('b')
  for (let n = 0; n < 10; n++) void add('a')
  await setImmediate()
  expect(begun).toEqual(['b', 'a', 'a'])
  await endOne()
  expect(begun).toEqual(['b', 'a', 'a', 'a', 'a'])
})

test('a full line refuses its own tenant, and not the others', async () => {
  const { add } = queueOf({ atOnce: 1, waitingOfOne: 2 })
  for (let n = 0; n < 3; n++) void add('a')
  await expect(add('a')).rejects.toMatchObject({ code: 'too_many_requests' })
  void add('b')
})

test('an act that fails gives its place on', async () => {
  const queue = openFairQueue({ atOnce: 1, ofOne: 1, waitingOfOne: 1, waitingOfAll: 1 })
  const failing = queue('a', async () => {
    throw new Error('it failed')
  })
  const next = queue('b', async () => 'next')
  await expect(failing).rejects.toThrow('it failed')
  expect(await next).toBe('next')
})
