import { expect, test } from 'vitest'
import { describeWithData, readTruth } from '../truth.ts'
import { distinct, mapFile, of } from './map-file.ts'

describeWithData('OTTO', () => {
  const truth = readTruth('otto_sample')

  test('what each of the 20 sessions clicked, put into the cart and ordered', async () => {
    const mapped = await mapFile('otto', 'otto_sample.jsonl')
    const types = [
      ['carts', of(mapped, 'cart', 'item_added')],
      ['clicks', of(mapped, 'product', 'viewed')],
      ['orders', of(mapped, 'order', 'placed')],
    ] as const
    expect(
      types.map(([type, events]) => ({
        type,
        events: events.length,
        sessions: distinct(events.map((event) => event.session_id)),
      })),
    ).toEqual(truth.one('by_type'))
    expect(mapped.events.length).toBe(truth.one('overall').events)
  })
})
