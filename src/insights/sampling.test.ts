import { expect, test } from 'vitest'
import type { QueryContext } from '../warehouse/ask.ts'
import { sample } from './sampling.ts'

const holding = (events: number) =>
  ({ engine: { read: async () => ({ data: [[String(events)]] }) } }) as unknown as QueryContext
const ask = (events: number) => sample(holding(events), 'events', 'user_id', {}, 2_000)

test('all owners are sampled as long as their events are not too many', async () => {
  expect(await ask(2_000)).toMatchObject({ share: 1, where: '1' })
})

test('beyond that as large a share as there is room for, in thousandths', async () => {
  expect(await ask(3_000)).toMatchObject({ share: 0.666, where: "cityHash64('sample', user_id) % 1000 < 666" })
})

test('a question of which a thousandth is too much is refused', async () => {
  await expect(ask(2_100_000)).rejects.toMatchObject({ code: 'query_too_large' })
})
