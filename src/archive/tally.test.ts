import { expect, test } from 'vitest'
import type { StoredEvent } from '../events/envelope.ts'
import { add, addSlices, nothing, openSlices, openTally, type SliceCount } from './tally.ts'

const event = (tenant_id: string, occurred_at: string, checksum: string) =>
  ({ tenant_id, type: 'dose', occurred_at, checksum }) as StoredEvent

test('the checksum is the XOR of signed 64-bit numbers, whatever their order', () => {
  for (const order of [
    ['5', '-1', '9223372036854775807'],
    ['9223372036854775807', '5', '-1'],
  ]) {
    const tally = openTally()
    for (const checksum of order) tally.add({ checksum })
    expect(tally.count()).toEqual({ events: 3, checksum: String(5n ^ -1n ^ (2n ** 63n - 1n)) })
  }
})

test('counts of parts add up to the count of the whole', () => {
  expect(add({ events: 2, checksum: '6' }, { events: 1, checksum: '3' })).toEqual({ events: 3, checksum: '5' })
  expect(add(nothing, { events: 1, checksum: '-7' })).toEqual({ events: 1, checksum: '-7' })
})

test('slices are the hours in which events occurred, and those of several batches add up', () => {
  const slices = openSlices()
  slices.add(event('b', '2026-10-01T10:59:59.999999Z', '1'))
  slices.add(event('a', '2026-10-01T11:00:00.000000Z', '2'))
  slices.add(event('b', '2026-10-01T10:00:00.000000Z', '4'))
  const counts = slices.counts()
  expect(counts).toEqual([
    { tenant_id: 'a', type: 'dose', hour: '2026-10-01T11:00:00Z', events: 1, checksum: '2' },
    { tenant_id: 'b', type: 'dose', hour: '2026-10-01T10:00:00Z', events: 2, checksum: '5' },
  ])
  const sum = new Map<string, SliceCount>()
  addSlices(sum, counts)
  addSlices(sum, counts)
  expect([...sum.values()].map(({ events, checksum }) => ({ events, checksum }))).toEqual([
    { events: 2, checksum: '0' },
    { events: 4, checksum: '0' },
  ])
})
