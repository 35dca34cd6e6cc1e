import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeWithData, readTruth } from '../truth.ts'
import { type Imported, startWith } from './imported.ts'
import { figuresOf, percent, pounds, rowsOf, whole } from './on-page.ts'

const metrics = ['gmv', 'orders', 'items_sold', 'unique_purchasers']

describeWithData('Online Retail through the service', () => {
  const truth = readTruth('online_retail_dev')
  /** Its days, cut in UTC. */
  const days = 'from=2010-12-01&to=2011-03-01&timezone=UTC'
  let imported: Imported
  beforeAll(async () => {
    imported = await startWith('online_retail', 'online_retail_2010-12_2011-02.csv.gz')
  }, 300_000)
  afterAll(() => imported.stopAndClean())

  /** The figures of a truth's row under the names of the measures. */
  const measured = ({ gmv, orders, items, unique_purchasers }: Readonly<Record<string, unknown>>) => ({
    gmv: Number(gmv),
    orders,
    ...(items === undefined ? {} : { items_sold: items }),
    unique_purchasers,
  })

  test('every invoice is taken', () => {
    const { orders } = truth.one('overall')
    const { cancelled_invoices } = truth.one('cancellations')
    expect(imported.summary).toMatchObject({
      rows: truth.one('ingest').lines,
      accepted: Number(orders) + Number(cancelled_invoices),
      rejected: 0,
    })
  })

  test('turnover, orders, items, purchasers and the value of an order', async () => {
    const { totals } = await imported.ask([...metrics, 'aov', 'arpu'])
    const overall = truth.one('overall')
    expect(totals).toMatchObject(measured(overall))
    expect(totals.aov).toBeCloseTo(Number(overall.aov), 9)
    expect(totals.arpu).toBeCloseTo(Number(overall.gmv) / Number(overall.unique_purchasers), 9)
  })

  test('cancelled invoices are returns', async () => {
    const { totals } = await imported.ask(['returns', 'return_rate'])
    const { cancelled_invoices, cancelled_to_orders } = truth.one('cancellations')
    expect(totals.returns).toBe(cancelled_invoices)
    expect(totals.return_rate).toBeCloseTo(Number(cancelled_to_orders), 12)
  })

  test.each(['UTC', 'Europe/London'])('month by month in %s', async (timezone) => {
    const question = { from: '2010-12-01', to: '2011-03-01', granularity: 'month', timezone }
    const { rows } = await imported.ask([...metrics, 'returns'], question)
    expect(rows).toEqual(
      truth.list('monthly').map((row) => ({
        time: `${row.month}-01`,
        ...measured(row),
        returns: row.cancelled_invoices,
      })),
    )
  })

  test('day by day, and nothing on the days without a sale', async () => {
    const { rows } = await imported.ask(metrics, { from: '2010-12-01', to: '2011-03-01', granularity: 'day' })
    expect(rows.filter((row) => row.orders !== 0)).toEqual(
      truth.list('daily').map((row) => ({ time: row.day, ...measured(row) })),
    )
    for (const row of rows.filter(({ orders }) => orders === 0)) expect(row).toMatchObject({ gmv: 0, items_sold: 0 })
  })

  test('purchasers week by week', async () => {
    const question = { from: '2010-11-29', to: '2011-03-01', granularity: 'week' }
    const { rows } = await imported.ask(['unique_purchasers'], question)
    expect(rows.filter((row) => row.unique_purchasers !== 0)).toEqual(
      truth.list('weekly_purchasers').map(({ week, wau }) => ({ time: week, unique_purchasers: wau })),
    )
  })

  test('country by country, the largest first', async () => {
    const names = ['gmv', 'orders', 'unique_purchasers']
    const { rows } = await imported.ask(names, { dimensions: ['country'], order_by: '-gmv' })
    expect(rows.filter(({ orders }) => orders !== 0)).toEqual(
      truth.list('by_country').map((row) => ({ country: row.country, ...measured(row) })),
    )
  })

  test('one country by a filter', async () => {
    const { totals } = await imported.ask(['gmv'], { filters: { country: ['EIRE'] } })
    expect(totals.gmv).toBe(Number(truth.list('by_country').find(({ country }) => country === 'EIRE')?.gmv))
  })

  test('the 20 products with the most turnover, and with the most units', async () => {
    const top = async (by: string) => {
      const { rows } = await imported.ask(['gmv', 'items_sold', 'orders'], { dimensions: ['product_id'], order_by: by })
      return rows.filter(({ product_id }) => /^\d{5}/.test(String(product_id))).slice(0, 20)
    }
    expect(await top('-gmv')).toEqual(
      truth.list('top_products_by_gmv').map(({ stock_code, gmv, items, orders }) => ({
        product_id: stock_code,
        gmv: Number(gmv),
        items_sold: items,
        orders,
      })),
    )
    expect((await top('-items_sold')).map(({ product_id, items_sold }) => [product_id, items_sold])).toEqual(
      truth.list('top_products_by_units').map(({ stock_code, items }) => [stock_code, items]),
    )
  })

  test('as many products as were sold', async () => {
    const { rows } = await imported.ask(['orders'], { dimensions: ['product_id'] })
    const sold = rows.filter(({ orders }) => orders !== 0)
    expect(sold).toHaveLength(Number(truth.one('distinct_counts_for_sketches').stock_codes_sale))
  })

  test('customers who came back, by the month of their first invoice', async () => {
    const order = { type: 'order', action: 'placed' }
    const months = { period: 'month', from: '2010-12-01', to: '2011-03-01' }
    const { rows } = await imported.askFor('retention', { cohort: order, returning: order, by: 'user_id', ...months })
    const cells = rows.flatMap(({ cohort, size, retained }: { cohort: string; size: number; retained: number[] }) =>
      retained.map((active, month_number) => [cohort.slice(0, 7), month_number, size, active]),
    )
    expect(cells).toEqual(
      truth
        .list('cohort_retention')
        .map(({ cohort, month_number, cohort_size, active }) => [cohort, month_number, cohort_size, active]),
    )
  })

  test('Online Retail on Overview', async () => {
    const overall = truth.one('overall')
    const cancelled = truth.one('cancellations')
    const page = await imported.open(`/?${days}`)
    const count = (value: unknown) => whole(value)
    const expected = {
      gmv: pounds(overall.gmv),
      orders: count(overall.orders),
      items_sold: count(overall.items),
      unique_purchasers: count(overall.unique_purchasers),
      aov: pounds(overall.aov),
      returns: count(cancelled.cancelled_invoices),
      return_rate: percent(cancelled.cancelled_to_orders),
    }
    expect(await figuresOf(page, Object.keys(expected))).toEqual(expected)
  })

  test('Online Retail by country on Explore', async () => {
    const page = await imported.open(
      `/explore?${days}&metrics=gmv&metrics=orders&metrics=unique_purchasers&by=country&over=total`,
    )
    const rows = await rowsOf(page, 'table')
    expect(
      rows
        .filter(({ orders }) => orders !== '0')
        .map((row) => [row.country, Number(row.gmv), Number(row.orders), Number(row.unique_purchasers)]),
    ).toEqual(truth.list('by_country').map((row) => [row.country, Number(row.gmv), row.orders, row.unique_purchasers]))
  })

  test('Online Retail customers who came back on Retention', async () => {
    const page = await imported.open(`/retention?${days}&period=month`)
    const rows = await rowsOf(page, 'retention_triangle')
    const shown = rows.flatMap((row) =>
      [0, 1, 2].flatMap((month) =>
        row[`retained_${month}`]
          ? [{ cohort: row.cohort, month, size: Number(row.size), active: Number(row[`retained_${month}`]) }]
          : [],
      ),
    )
    expect(shown).toEqual(
      truth.list('cohort_retention').map(({ cohort, month_number, cohort_size, active }) => ({
        cohort: `${cohort}-01`,
        month: month_number,
        size: cohort_size,
        active,
      })),
    )
  })
})
