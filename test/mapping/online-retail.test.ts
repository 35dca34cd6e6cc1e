import { beforeAll, expect, test } from 'vitest'
import { describeWithData, readTruth } from '../truth.ts'
import { distinct, type Event, grouped, type Line, type Mapped, mapFile, of } from './map-file.ts'

/** Money to the fourth decimal, as a whole number: no price of the file has more. */
const tenThousandths = (lines: readonly Line[]) =>
  lines.reduce((sum, line) => sum + line.quantity * Math.round(line.unit_price * 10_000), 0)
const money = (lines: readonly Line[]) => (tenThousandths(lines) / 10_000).toFixed(4)

const linesOf = (events: readonly Event[]) => events.flatMap((event) => event.data.items)
const unitsOf = (lines: readonly Line[]) => lines.reduce((sum, line) => sum + line.quantity, 0)

describeWithData('Online Retail', () => {
  const truth = readTruth('online_retail_dev')
  let mapped: Mapped
  let orders: Event[]
  beforeAll(async () => {
    mapped = await mapFile('online_retail', 'online_retail_2010-12_2011-02.csv.gz')
    orders = of(mapped, 'order', 'placed')
  })

  const figuresOf = (some: readonly Event[]) => ({
    gmv: money(linesOf(some)),
    orders: distinct(some.map((event) => event.order_id)),
    items: unitsOf(linesOf(some)),
    unique_purchasers: distinct(some.map((event) => event.user_id)),
  })

  test('every line is part of an order, part of a return, or skipped with a reason', () => {
    const used = mapped.events.reduce((sum, event) => sum + event.data.items.length, 0)
    expect(used + mapped.others.length).toBe(truth.one('ingest').lines)
    expect(mapped.others.every((outcome) => outcome.kind === 'skipped')).toBe(true)
    expect(mapped.others.length).toBe(truth.list('line_types')[0]?.lines)
  })

  test('one order for each invoice', () => {
    expect(orders.length).toBe(truth.one('overall').orders)
  })

  test('turnover, orders, items and purchasers', () => {
    expect(truth.one('overall')).toMatchObject(figuresOf(orders))
  })

  test.each([
    ['monthly', 7],
    ['daily', 10],
  ])('the same %s', (result, length) => {
    const months = grouped(orders, (event) => event.occurred_at.slice(0, length))
    expect(months).toHaveLength(truth.list(result).length)
    expect(truth.list(result)).toMatchObject(months.map(([, some]) => figuresOf(some)))
  })

  test('the same by country', () => {
    const expected = new Map(truth.list('by_country').map((row) => [row.country, row]))
    const countries = grouped(orders, (event) => event.context?.country ?? '')
    expect(countries).toHaveLength(expected.size)
    for (const [country, some] of countries) {
      const { items: _, ...figures } = figuresOf(some)
      expect(expected.get(country)).toMatchObject(figures)
    }
  })

  test('the same for the 20 products with the most turnover and units', () => {
    const products = Map.groupBy(linesOf(orders), (line) => line.product_id)
    for (const row of [...truth.list('top_products_by_gmv'), ...truth.list('top_products_by_units')]) {
      const lines = products.get(String(row.stock_code)) ?? []
      expect({ gmv: money(lines), items: unitsOf(lines) }).toEqual({ gmv: row.gmv, items: row.items })
    }
  })

  test('a cancelled invoice is one return', () => {
    const returns = of(mapped, 'return', 'received')
    const { cancelled_invoices, cancelled_value, returned_units } = truth.one('cancellations')
    expect(returns.length).toBe(cancelled_invoices)
    expect(money(linesOf(returns))).toBe(cancelled_value)
    expect(unitsOf(linesOf(returns))).toBe(returned_units)
  })
})
