import { expect, test } from 'vitest'
import { singleFlight } from './single-flight.ts'

test('who asks the same meanwhile shares the answer, and who asks later gets a new one', async () => {
  const join = singleFlight<number>()
  let asked = 0
  const released = Promise.withResolvers<void>()
  const ask = async () => {
    await released.promise
    return ++asked
  }
  const answers = [join('a', ask), join('a', ask), join('b', ask)]
  released.resolve()
  expect(await Promise.all(answers)).toEqual([1, 1, 2])
  expect(await join('a', ask)).toBe(3)
})

test('a failure is returned to all joined callers, and not kept', async () => {
  const join = singleFlight<number>()
  const fail = () => Promise.reject(new Error('away'))
  const both = [join('a', fail), join('a', fail)]
  for (const it of both) await expect(it).rejects.toThrow('away')
  expect(await join('a', async () => 1)).toBe(1)
})
