import { expect, test } from 'vitest'
import { openBatchPace, steadyPace } from './batch-pace.ts'

const full = (ms: number) => ({ isFull: true, ms })

test('grows while full batches are quick, and never beyond the most', () => {
  const pace = openBatchPace({ least: 5_000, most: 20_000 })
  const sizes = [80, 90, 100, 110].map((ms) => {
    pace.note(full(ms))
    return pace.batchEvents
  })
  expect(sizes).toEqual([10_000, 20_000, 20_000, 20_000])
})

test('stays where batches take longer than half of what they may, and shrinks beyond it, never below the least', () => {
  const pace = openBatchPace({ least: 5_000, most: 20_000 })
  const sizes = [100, 300, 100, 500, 900, 900].map((ms) => {
    pace.note(full(ms))
    return pace.batchEvents
  })
  expect(sizes).toEqual([10_000, 10_000, 20_000, 10_000, 5_000, 5_000])
})

test('does not grow by batches that were not full', () => {
  const pace = openBatchPace({ least: 5_000, most: 20_000 })
  pace.note({ isFull: false, ms: 20 })
  expect(pace.batchEvents).toBe(5_000)
})

test('gathers for four times as long as the last batch took, within bounds', () => {
  const pace = openBatchPace({ least: 5_000, most: 20_000 })
  const lingers = [1, 100, 5_000].map((ms) => {
    pace.note({ isFull: false, ms })
    return pace.lingerMs
  })
  expect(lingers).toEqual([200, 400, 800])
})

test('a steady pace never changes', () => {
  const pace = steadyPace(5_000, 50)
  pace.note(full(5_000))
  expect([pace.batchEvents, pace.lingerMs]).toEqual([5_000, 50])
})
