import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeWithData, readTruth } from '../truth.ts'
import { type Imported, startWith } from './imported.ts'
import { figuresOf, percent, rowsOf, whole } from './on-page.ts'

const metrics = ['shipments_delivered', 'on_time_delivery_rate']

describeWithData('SCMS through the service', () => {
  const truth = readTruth('scms')
  /** Its days, cut in UTC. */
  const days = 'from=2006-05-01&to=2015-10-01&timezone=UTC'
  let imported: Imported
  beforeAll(async () => {
    imported = await startWith('scms', 'scms_delivery_history.csv.gz')
  }, 300_000)
  afterAll(() => imported.stopAndClean())

  test('all lines, and how many of them were on time', async () => {
    const { totals } = await imported.ask(metrics)
    const { lines, on_time, on_time_rate } = truth.one('overall')
    expect(imported.summary).toMatchObject({ rows: lines, accepted: lines, rejected: 0 })
    expect(totals.shipments_delivered).toBe(lines)
    expect(totals.on_time_delivery_rate).toBeCloseTo(Number(on_time_rate), 12)
    expect(Number(totals.on_time_delivery_rate) * Number(lines)).toBeCloseTo(Number(on_time), 6)
  })

  test.each([
    ['by_country', 'country', 'country'],
    ['by_mode', 'shipment_mode', 'carrier'],
    ['fulfilment', 'fulfill_via', 'warehouse_id'],
  ])('%s', async (result, name, dimension) => {
    const { rows } = await imported.ask(metrics, { dimensions: [dimension] })
    const expected = new Map(truth.list(result).map((row) => [row[name], row]))
    expect(rows).toHaveLength(expected.size)
    for (const row of rows) {
      expect(row.shipments_delivered).toBe(expected.get(row[dimension])?.lines)
      expect(row.on_time_delivery_rate).toBeCloseTo(Number(expected.get(row[dimension])?.on_time_rate), 12)
    }
  })

  test.each(['UTC', 'America/Los_Angeles', 'Asia/Tokyo'])('month by month, asked for in %s', async (timezone) => {
    const question = { from: '2006-05-01', to: '2015-10-01', granularity: 'month', timezone }
    const { rows } = await imported.ask(metrics, question)
    const delivered = rows.filter((row) => row.shipments_delivered !== 0)
    const expected = truth.list('by_delivery_month')
    expect(delivered.map((row) => [row.time, row.shipments_delivered])).toEqual(
      expected.map(({ month, lines }) => [`${month}-01`, lines]),
    )
    for (const [index, row] of delivered.entries()) {
      expect(row.on_time_delivery_rate).toBeCloseTo(Number(expected[index]?.on_time_rate), 12)
    }
  })

  test('SCMS on Logistics', async () => {
    const page = await imported.open(`/logistics?${days}`)
    const { lines, on_time_rate } = truth.one('overall')
    expect(await figuresOf(page, ['shipments_delivered', 'on_time_delivery_rate'])).toEqual({
      shipments_delivered: whole(lines),
      on_time_delivery_rate: percent(on_time_rate),
    })
    for (const [panel, result, dimension, name] of [
      ['on_time_by_country', 'by_country', 'country', 'country'],
      ['on_time_by_warehouse', 'fulfilment', 'warehouse_id', 'fulfill_via'],
    ] as const) {
      const shown = new Map((await rowsOf(page, panel)).map((row) => [row[dimension], row]))
      expect(shown.size).toBe(truth.list(result).length)
      for (const row of truth.list(result)) {
        const { shipments_delivered, on_time_delivery_rate } = shown.get(String(row[name])) ?? {}
        expect(Number(shipments_delivered)).toBe(row.lines)
        expect(Number(on_time_delivery_rate)).toBeCloseTo(Number(row.on_time_rate), 12)
      }
    }
  })
})
