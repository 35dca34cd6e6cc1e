import { expect, test } from 'vitest'
import { limitConcurrency } from './concurrency.ts'

test('no more than so many run at once, in order, and a failure gives its place back', async () => {
  const limit = limitConcurrency(2)
  const begun: number[] = []
  let running = 0
  let most = 0
  const acts = [0, 1, 2, 3, 4].map((number) =>
    limit(async () => {
      begun.push(number)
      most = Math.max(most, ++running)
      await new Promise((resolve) => setImmediate(resolve))
      running -= 1
      if (number === 1) throw new Error('one fails')
      return number
    }),
  )
  const settled = await Promise.allSettled(acts)
  expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled', 'fulfilled'])
  expect(begun).toEqual([0, 1, 2, 3, 4])
  expect(most).toBe(2)
})
