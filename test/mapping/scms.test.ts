import { beforeAll, expect, test } from 'vitest'
import { describeWithData, readTruth } from '../truth.ts'
import { distinct, type Event, grouped, mapFile, of } from './map-file.ts'

describeWithData('SCMS', () => {
  const truth = readTruth('scms')
  let delivered: Event[]
  beforeAll(async () => {
    const mapped = await mapFile('scms', 'scms_delivery_history.csv.gz')
    expect(mapped.others).toEqual([])
    delivered = of(mapped, 'shipment', 'delivered')
  })

  const figuresOf = (some: readonly Event[]) => ({
    lines: some.length,
    on_time_rate: some.filter((event) => event.occurred_at.slice(0, 10) <= event.data.eta).length / some.length,
  })

  test('lines and deliveries on time', () => {
    const countries = distinct(delivered.map((event) => event.context?.country))
    expect(truth.one('overall')).toMatchObject({ ...figuresOf(delivered), countries })
  })

  test.each([
    ['by_country', 'country', (event: Event) => event.context?.country ?? ''],
    ['by_delivery_month', 'month', (event: Event) => event.occurred_at.slice(0, 7)],
    ['by_mode', 'shipment_mode', (event: Event) => event.data.carrier],
  ])('the same %s', (result, name, keyOf) => {
    const expected = new Map(truth.list(result).map((row) => [row[name], row]))
    const groups = grouped(delivered, keyOf)
    expect(groups).toHaveLength(expected.size)
    for (const [key, some] of groups) expect(expected.get(key)).toMatchObject(figuresOf(some))
  })
})
