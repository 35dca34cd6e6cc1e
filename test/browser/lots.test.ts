import { readFile } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startService } from '../service.ts'
import { launch } from './chromium.ts'
import { lotEvents } from './two-lots.ts'
import { addressOf, choose, closeSession, downloadCsv, openSignedIn } from './visit.ts'

let service: Awaited<ReturnType<typeof startService>>
let browser: Browser
beforeAll(async () => {
  ;[service, browser] = await Promise.all([startService(), launch()])
  await service.send(lotEvents(Date.now()))
  await service.settled()
})
afterAll(async () => {
  await closeSession(service.url)
  await service.stopAndClean()
})

const panel = (page: Page, id: string) => page.locator(`[data-panel="${id}"][data-state="ready"]`)

/** The cells of a row of a table in a panel, as they are read. */
const cellsOf = (page: Page, id: string, row: string) =>
  panel(page, id).getByRole('row').filter({ hasText: row }).locator('th, td').allTextContents()

test('every lot is listed with its rate, and the bad one stands out', async () => {
  const page = await openSignedIn(browser, service.url, '/lots')
  await panel(page, 'all_lots').waitFor()
  // By hand: 14 reports of 20 devices, 4 of 80.
  expect((await cellsOf(page, 'all_lots', 'LOT-BAD')).slice(0, 6)).toEqual([
    ...['LOT-BAD', 'patch-lots', 'recalled', 'rate, burn', '14', '70.0%'],
  ])
  expect((await cellsOf(page, 'all_lots', 'LOT-GOOD')).slice(0, 6)).toEqual([
    ...['LOT-GOOD', 'patch-lots', 'released', '–', '4', '5.0%'],
  ])
})

test('the funnel plot names the lot that chance does not explain, and lists all in a table', async () => {
  const page = await openSignedIn(browser, service.url, '/lots')
  const plot = panel(page, 'lots_funnel_plot')
  await plot.getByRole('img', { name: /1 above the 99.8 % limit: LOT-BAD/ }).waitFor()
  await plot.locator('svg text', { hasText: 'LOT-BAD' }).waitFor()
  await choose(page, plot, 'Show as a table')
  expect(await cellsOf(page, 'lots_funnel_plot', 'LOT-BAD')).toEqual([
    ...['LOT-BAD', '20', '14', '70.0%', 'above the 99.8 % limit'],
  ])
})

test('a lot filter narrows the list, and a filter that lots cannot be cut by says so', async () => {
  const page = await openSignedIn(browser, service.url, '/lots?lot=LOT-GOOD')
  await panel(page, 'all_lots').waitFor()
  expect(await panel(page, 'all_lots').getByRole('row').count()).toBe(2)
  await page.goto('/lots?country=ES')
  await page.getByText('Not available by country').first().waitFor()
})

test('the list can be saved as CSV with the numbers in full', async () => {
  const page = await openSignedIn(browser, service.url, '/lots')
  await panel(page, 'all_lots').waitFor()
  const csv = await downloadCsv(page, panel(page, 'all_lots'))
  expect(csv).toMatch(/^lot,product_id,status,stands_out,adverse_events,rate,/)
  expect(csv).toMatch(/"LOT-BAD","patch-lots","recalled","rate, burn",14,0\.7,/)
})

test('lots are shown over their whole life, whatever the range, unless the range is asked for', async () => {
  const page = await openSignedIn(browser, service.url, '/lots?from=2020-01-01&to=2020-01-02')
  await panel(page, 'all_lots').getByText('LOT-BAD').first().waitFor()
  await page.getByText('Selected range', { exact: true }).click()
  await page.waitForURL(/span=range/)
  await page.getByText('No event of this range names a lot.').waitFor()
})

test('a lot of the list leads to its own page, with the range', async () => {
  const page = await openSignedIn(browser, service.url, '/lots?range=last_7_days')
  await panel(page, 'all_lots').getByRole('link', { name: 'LOT-BAD' }).click()
  await page.getByRole('heading', { name: 'Lot LOT-BAD', level: 1 }).waitFor()
  expect(addressOf(page)).toBe('/lots/LOT-BAD?range=last_7_days')
})

test('a recalled lot says so above its page, and shows whom it reached in a range after its last event too', async () => {
  for (const range of ['', '?from=2020-01-01&to=2020-01-02', '?range=last_7_days']) {
    const page = await openSignedIn(browser, service.url, `/lots/LOT-BAD${range}`)
    const banner = page.getByRole('alert').filter({ hasText: 'Recalled since' })
    await banner.waitFor()
    // By hand: 20 people with a device each, of whom 14 reported.
    expect(await banner.textContent()).toContain('20 people, 20 devices, 14 adverse events, 0 orders returned')
    await panel(page, 'lot_balance').waitFor()
    expect(await factOf(page, 'lot_facts', 'Adverse events')).toBe('14')
    await page.close()
  }
  const page = await openSignedIn(browser, service.url, '/lots/LOT-GOOD')
  await panel(page, 'lot_facts').waitFor()
  expect(await page.getByText('Recalled since').count()).toBe(0)
})

test('a lot that no event names has one page that says so', async () => {
  const page = await openSignedIn(browser, service.url, '/lots/LOT-NONE', {}, /status of (401|404)/)
  await page.getByText('No event names the lot LOT-NONE').waitFor()
  expect(await page.locator('[data-panel]').count()).toBe(0)
})

/** The facts of a panel by their names. */
const factOf = async (page: Page, id: string, name: string) =>
  (await panel(page, id).locator('dl > div').filter({ hasText: name }).first().locator('dd').textContent()) ?? ''

test('the page of a lot shows its units, its people and its harm', async () => {
  const page = await openSignedIn(browser, service.url, '/lots/LOT-BAD')
  await panel(page, 'lot_facts').waitFor()
  const fact = (name: string) => factOf(page, 'lot_facts', name)
  expect(await fact('Status')).toContain('recalled')
  expect(await fact('Produced')).toBe('200')
  // By hand: 10 of 200.
  expect(await fact('Rejected')).toBe('105.0% of produced')
  expect(await fact('Orders')).toBe('20')
  expect(await fact('Parcels delivered')).toBe('200 returned')
  expect(await fact('Devices reached')).toBe('2020 active')
  expect(await fact('Adverse events')).toBe('14')
  expect(await fact('Per active device')).toMatch(/^70\.0%38\.27% – 117\.45% \(95 %\)$/)
  // By hand: (14 / 20) / (4 / 80).
  expect(await factOf(page, 'lot_siblings', 'Rate ratio to other lots')).toMatch(/^14 ×/)
  await panel(page, 'lot_cusum')
    .getByText(/^Signal on \d/)
    .waitFor()
  expect(await fact('Rate over time (CUSUM)')).toMatch(/^Signal on \d/)
  await panel(page, 'lot_history').getByText('burns').waitFor()
  expect(await panel(page, 'lot_severities').getByRole('listitem').allTextContents()).toEqual(['mild7', 'severe7'])
})

test('a report leads back to its lot, its order and its parcel', async () => {
  const page = await openSignedIn(browser, service.url, '/lots/LOT-BAD')
  await page.locator('[data-panel="lot_reports"]').scrollIntoViewIfNeeded()
  await panel(page, 'lot_reports').getByRole('link', { name: 'report-LOT-BAD-3' }).click()
  await page.getByRole('heading', { name: 'Adverse event reported', level: 1 }).waitFor()
  const facts = await page.locator('dl > div').allTextContents()
  expect(facts).toContain('LotLOT-BAD')
  expect(facts).toContain('Orderorder-LOT-BAD-3€30.00')
  expect(facts.find((it) => it.startsWith('Parcel'))).toMatch(/^Parcelparcel-LOT-BAD-3delivered /)
  const happened = page.getByRole('list', { name: 'What happened around it' }).getByRole('listitem')
  const titles = (await happened.allTextContents()).map((it) => it.split(/\d/)[0])
  expect(titles).toEqual([
    ...['batch produced', 'batch released', 'order placed', 'shipment dispatched', 'shipment delivered'],
    ...['device activated', 'adverse event reported', 'batch recalled'],
  ])
  await page.getByRole('link', { name: 'Everything about lot LOT-BAD' }).click()
  await page.getByRole('heading', { name: 'Lot LOT-BAD', level: 1 }).waitFor()
})

test('an event that is not there says so', async () => {
  const path = '/trace/01a20569-0000-7000-8000-000000000000'
  const page = await openSignedIn(browser, service.url, path, {}, /status of (401|404)/)
  await page.getByRole('alert').waitFor()
})

test('the recall list names every person whom the lot reached', async () => {
  const page = await openSignedIn(browser, service.url, '/lots/LOT-BAD')
  const download = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Download recall list (CSV)' }).click()
  const file = await download
  expect(file.suggestedFilename()).toBe('recall-LOT-BAD.csv')
  const [head, ...rows] = (await readFile(await file.path(), 'utf8')).trim().split(/\r?\n/)
  expect(head).toBe('lot,order_id,shipment_id,device_id,user_id,warehouse_id,carrier,delivered_at,last_seen_at,status')
  expect(rows).toHaveLength(20)
  expect(
    rows.some((row) =>
      row.startsWith('"LOT-BAD","order-LOT-BAD-7","parcel-LOT-BAD-7","LOT-BAD-7","user-LOT-BAD-7","MAD","seur",'),
    ),
  ).toBe(true)
})

test('a lot is quarantined from its page with a reason, and its page says so', async () => {
  const page = await openSignedIn(browser, service.url, '/lots/LOT-GOOD')
  await page.getByRole('button', { name: 'Change disposition' }).click()
  const dialog = page.getByRole('dialog', { name: 'Disposition of lot LOT-GOOD' })
  await dialog.getByText('Quarantine', { exact: true }).first().click()
  await dialog.getByLabel('Reason, for the audit trail').fill('Readings drift')
  await dialog.getByRole('button', { name: 'Quarantine', exact: true }).click()
  await dialog.waitFor({ state: 'hidden' })
  const { body } = await service.call('GET', '/analytics/compliance/audit?action=lot.disposition_changed&limit=1')
  expect(body.entries[0]).toMatchObject({
    ...{ reason: 'Readings drift', before: { disposition: 'released' }, after: { disposition: 'quarantined' } },
  })
  await service.settled()
  await page.reload()
  await page.getByText(/^In quarantine since/).waitFor()
  await page.goto('/lots/LOT-BAD')
  await page.getByRole('heading', { name: 'Lot LOT-BAD' }).waitFor()
  await page.getByText(/^Recalled since/).waitFor()
  expect(await page.getByRole('button', { name: 'Change disposition' }).count()).toBe(0)
})

test('the report of an adverse event is closed from its page with a reason', async () => {
  const page = await openSignedIn(browser, service.url, '/lots/LOT-BAD')
  await page.locator('[data-panel="lot_reports"]').scrollIntoViewIfNeeded()
  await panel(page, 'lot_reports').getByRole('link', { name: 'report-LOT-BAD-4' }).click()
  await page.getByRole('button', { name: 'Close report' }).click()
  const dialog = page.getByRole('dialog', { name: 'Report report-LOT-BAD-4' })
  await dialog.getByLabel('Reason, for the audit trail').fill('Cause found')
  await dialog.getByRole('button', { name: 'Close the report' }).click()
  await page.getByText('Report report-LOT-BAD-4 is closed.').waitFor()
  const { body } = await service.call('GET', '/analytics/events?report_id=report-LOT-BAD-4')
  expect(body.events.map(({ action }: { action: string }) => action)).toEqual(['closed', 'reported'])
})
