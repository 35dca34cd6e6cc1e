import { readFileSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startService } from '../service.ts'
import { importInto } from '../truth/imported.ts'
import { dataFile, describeWithData, readTruth } from '../truth.ts'
import { furthestChain } from '../warehouse/chain-reference.ts'
import { launch } from './chromium.ts'
import { csvOf, figure, openSignedIn, showPanel } from './visit.ts'

const files = {
  online_retail: 'online_retail_2010-12_2011-02.csv.gz',
  scms: 'scms_delivery_history.csv.gz',
  cgm_hall: 'cgm_hall_2018.csv.gz',
  maude_bone_cement: 'maude_bone_cement_2017.csv',
  otto: 'otto_sample.jsonl',
}

/** When each file was; its days are cut in UTC. */
const winter = 'from=2010-12-01&to=2011-03-01&timezone=UTC'
const deliveries = 'from=2006-05-01&to=2015-10-01&timezone=UTC'
const sensors = 'from=2014-02-01&to=2017-08-01&timezone=UTC'
const reports = 'from=2017-01-01&to=2018-01-01&timezone=UTC'
const clicks = 'from=2022-07-31&to=2022-09-01&timezone=UTC'

const whole = new Intl.NumberFormat('en')
const pounds = new Intl.NumberFormat('en', { style: 'currency', currency: 'GBP' })
const percent = new Intl.NumberFormat('en', {
  style: 'percent',
  minimumFractionDigits: 1,
  maximumFractionDigits: 2,
})

describeWithData('real files on the pages', () => {
  let service: Awaited<ReturnType<typeof startService>>
  let browser: Browser
  beforeAll(async () => {
    ;[service, browser] = await Promise.all([startService(), launch()])
    for (const [map, file] of Object.entries(files)) await importInto(service, map, file)
  }, 300_000)
  afterAll(async () => {
    await browser.close()
    await service.stopAndClean()
  })

  const open = (path: string) => openSignedIn(browser, service.url, path)

  /** Figures in full, as they stand on the page. */
  async function figuresOf(page: Page, metrics: readonly string[]): Promise<Record<string, string | null>> {
    await figure(page, metrics[0] ?? '').waitFor()
    const shown = metrics.map(async (metric) => [metric, await figure(page, metric).getAttribute('title')])
    return Object.fromEntries(await Promise.all(shown))
  }

  /** What a panel gives as CSV, each row by the names of its columns. */
  async function rowsOf(page: Page, id: string): Promise<Record<string, string | undefined>[]> {
    const [head = [], ...rows] = await csvOf(page, await showPanel(page, id))
    return rows.map((row) => Object.fromEntries(head.map((name, column) => [name, row[column]])))
  }

  test('Online Retail on Overview', async () => {
    const overall = readTruth('online_retail_dev').one('overall')
    const cancelled = readTruth('online_retail_dev').one('cancellations')
    const page = await open(`/?${winter}`)
    const count = (value: unknown) => whole.format(Number(value))
    const expected = {
      gmv: pounds.format(Number(overall.gmv)),
      orders: count(overall.orders),
      items_sold: count(overall.items),
      unique_purchasers: count(overall.unique_purchasers),
      aov: pounds.format(Number(overall.aov)),
      returns: count(cancelled.cancelled_invoices),
      return_rate: percent.format(Number(cancelled.cancelled_to_orders)),
    }
    expect(await figuresOf(page, Object.keys(expected))).toEqual(expected)
  })

  test('Online Retail by country on Explore', async () => {
    const page = await open(
      `/explore?${winter}&metrics=gmv&metrics=orders&metrics=unique_purchasers&by=country&over=total`,
    )
    const rows = await rowsOf(page, 'table')
    expect(
      rows
        .filter(({ orders }) => orders !== '0')
        .map((row) => [row.country, Number(row.gmv), Number(row.orders), Number(row.unique_purchasers)]),
    ).toEqual(
      readTruth('online_retail_dev')
        .list('by_country')
        .map((row) => [row.country, Number(row.gmv), row.orders, row.unique_purchasers]),
    )
  })

  test('Online Retail customers who came back on Retention', async () => {
    const page = await open(`/retention?${winter}&period=month`)
    const rows = await rowsOf(page, 'retention_triangle')
    const shown = rows.flatMap((row) =>
      [0, 1, 2].flatMap((month) =>
        row[`retained_${month}`]
          ? [{ cohort: row.cohort, month, size: Number(row.size), active: Number(row[`retained_${month}`]) }]
          : [],
      ),
    )
    expect(shown).toEqual(
      readTruth('online_retail_dev')
        .list('cohort_retention')
        .map(({ cohort, month_number, cohort_size, active }) => ({
          cohort: `${cohort}-01`,
          month: month_number,
          size: cohort_size,
          active,
        })),
    )
  })

  test('SCMS on Logistics', async () => {
    const truth = readTruth('scms')
    const page = await open(`/logistics?${deliveries}`)
    const { lines, on_time_rate } = truth.one('overall')
    expect(await figuresOf(page, ['shipments_delivered', 'on_time_delivery_rate'])).toEqual({
      shipments_delivered: whole.format(Number(lines)),
      on_time_delivery_rate: percent.format(Number(on_time_rate)),
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

  test('CGM on Devices', async () => {
    const truth = readTruth('cgm_hall')
    const page = await open(`/devices?${sensors}`)
    const { readings, out_of_range } = truth.one('out_of_range')
    expect(await figuresOf(page, ['active_devices', 'device_adherence', 'readings', 'readings_out_of_range'])).toEqual({
      active_devices: whole.format(Number(truth.one('ingest').devices)),
      device_adherence: percent.format(Number(truth.one('adherence').adherence_headline)),
      readings: whole.format(Number(readings)),
      readings_out_of_range: whole.format(Number(out_of_range)),
    })
  })

  test('MAUDE by month and severity on Devices', async () => {
    const severities = { Malfunction: 'malfunction', Injury: 'severe', Death: 'death' } as const
    const page = await open(`/devices?${reports}&granularity=month`)
    const rows = await rowsOf(page, 'adverse_events_by_severity')
    const monthOf = (time: string | undefined) => String(time).slice(0, 7)
    const shown = new Map(rows.map((row) => [monthOf(row.time), row]))
    const answered = readTruth('maude_bone_cement')
      .list('by_month_severity')
      .filter(({ event_type }) => event_type !== 'No answer provided')
    expect(answered.length).toBeGreaterThan(20)
    for (const { month, event_type, reports: count } of answered) {
      expect(Number(shown.get(String(month))?.[severities[event_type as keyof typeof severities]])).toBe(count)
    }
  })

  test('MAUDE on Lots', async () => {
    const truth = readTruth('maude_bone_cement')
    const page = await open(`/lots?${reports}`)
    const shown = new Map((await rowsOf(page, 'all_lots')).map((row) => [row.lot, Number(row.adverse_events)]))
    expect(truth.list('by_lot').map(({ lot }) => [lot, shown.get(String(lot))])).toEqual(
      truth.list('by_lot').map((row) => [row.lot, row.reports]),
    )
    shown.delete('UNKNOWN')
    expect(shown.size).toBeLessThanOrEqual(Number(truth.one('ingest').known_lots))
    expect(shown.size).toBeGreaterThanOrEqual(Number(truth.one('ingest').known_lots) - 1)
  })

  test('OTTO on Funnels', async () => {
    const day = 86_400
    const page = await open(
      `/funnels?${clicks}&step=product.viewed&step=cart.item_added&step=order.placed&by=session_id&window=${day}`,
    )
    const letters: Record<string, string> = { clicks: 'a', carts: 'b', orders: 'c' }
    const sessions = readFileSync(dataFile('otto_sample.jsonl'), 'utf8').trim().split('\n')
    const depths = sessions.map((line) => {
      const { events } = JSON.parse(line) as { events: { ts: number; type: string }[] }
      const deeds = events.map(({ ts, type }) => ({ what: letters[type] ?? '', at: ts / 1000 }))
      return furthestChain(deeds, 'abc', day).length
    })
    const rows = await rowsOf(page, 'funnel')
    expect(rows.map(({ count }) => Number(count))).toEqual(
      [1, 2, 3].map((depth) => depths.filter((it) => it >= depth).length),
    )
    expect(Number(rows[0]?.count)).toBe(readTruth('otto_sample').one('funnel_session_any_order').clicked)
  })
})
