import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startService } from '../service.ts'
import { launch } from './chromium.ts'
import { closeSession, csvOf, figure, openSignedIn, showPanel } from './visit.ts'

const hourMs = 3_600_000
const now = Date.now()

const event = (type: string, action: string, id: string, hoursAgo: number, data: object) => ({
  type,
  action,
  occurred_at: new Date(now - hoursAgo * hourMs).toISOString(),
  producer: 'test-warehouse',
  idempotency_key: `${type}:${action}:${id}`,
  data,
})

const stock = (action: string, product_id: string, warehouse_id: string, hoursAgo: number, data: object) =>
  event('inventory', action, `${product_id}:${warehouse_id}`, hoursAgo, { product_id, warehouse_id, ...data })

/** Received forty days ago: between 31 and 60, whatever the hour. */
const received_on = new Date(now - 40 * 24 * hourMs).toISOString().slice(0, 10)

/** Two shelves of a patch that sells a unit a day on each, an empty shelf of readers, and a lot that was recalled. */
const events = [
  stock('sold', 'patch-1', 'madrid', 48, { quantity: 30 }),
  stock('sold', 'patch-1', 'lyon', 48, { quantity: 30 }),
  stock('counted', 'patch-1', 'madrid', 2, { on_hand: 100, reorder_point: 20, received_on }),
  stock('counted', 'patch-1', 'lyon', 2, { on_hand: 5, reorder_point: 10, received_on }),
  stock('counted', 'reader-1', 'madrid', 2, { on_hand: 0, reorder_point: 5, received_on }),
  // By hand: 60 in the 30 days before are two a day, of 105 on hand.
  {
    ...event('order', 'placed', 'o1', 48, {
      items: [{ product_id: 'patch-1', quantity: 60, unit_price: 1 }],
      currency: 'EUR',
    }),
    order_id: 'o1',
  },
  event('batch', 'produced', 'L1', 5, { lot: 'L1', product_id: 'patch-1', units_produced: 100, units_rejected: 4 }),
  event('batch', 'recalled', 'L1', 3, { lot: 'L1', product_id: 'patch-1', reason: 'weak glue' }),
]

let service: Awaited<ReturnType<typeof startService>>
let browser: Browser
beforeAll(async () => {
  ;[service, browser] = await Promise.all([startService(), launch()])
  await service.send(events)
  await service.settled()
})
afterAll(async () => {
  await closeSession(service.url)
  await service.stopAndClean()
})

test('every shelf stands in the table of products and warehouses, and says where too little lies', async () => {
  const page = await openSignedIn(browser, service.url, '/inventory')
  await figure(page, 'stock_on_hand').filter({ hasText: '105' }).waitFor()
  expect(await figure(page, 'products_below_reorder').textContent()).toBe('2')
  expect(await figure(page, 'batch_rejection_rate').textContent()).toBe('4.0%')

  const rows = (await showPanel(page, 'stock_map')).getByRole('row')
  expect(await rows.allTextContents()).toEqual(['Productlyonmadrid', 'patch-15100', 'reader-10'])
  const low = rows.nth(1).getByRole('cell').first()
  expect(await low.getAttribute('title')).toBe('at its reorder point or below')
  expect(await rows.nth(2).getByRole('cell').nth(1).getAttribute('title')).toBe('out of stock')
})

test('what runs out first comes first, and what must be ordered can be downloaded', async () => {
  const page = await openSignedIn(browser, service.url, '/inventory')
  const cover = await showPanel(page, 'cover')
  expect(await cover.getByRole('listitem').allTextContents()).toEqual(['patch-110552.5 d'])
  expect(await csvOf(page, await showPanel(page, 'below_reorder'))).toEqual([
    ['product_id', 'warehouse_id', 'on_hand', 'reorder_point', 'units_sold_per_day', 'days_of_cover'],
    ['patch-1', 'lyon', '5', '10', '2', '52.5'],
    ['reader-1', 'madrid', '0', '5', '0', ''],
  ])
  const ages = (await showPanel(page, 'ages')).getByRole('listitem')
  expect(await ages.allTextContents()).toEqual(['0–30 days0', '31–60 days105', '61–90 days0', '90+ days0'])
})

test('a recalled lot leads to its page', async () => {
  const page = await openSignedIn(browser, service.url, '/inventory')
  const flagged = await showPanel(page, 'flagged_lots')
  await flagged.getByRole('row').filter({ hasText: 'recalled' }).getByRole('link', { name: 'L1' }).click()
  await page.waitForURL('**/lots/L1')
})

test('a click on a warehouse narrows the page to it, and what it cannot cut says so', async () => {
  const page = await openSignedIn(browser, service.url, '/inventory')
  await (await showPanel(page, 'stock_map')).getByRole('button', { name: 'lyon' }).click()
  await page.waitForURL('**/inventory?warehouse_id=lyon')
  await figure(page, 'stock_on_hand').filter({ hasText: /^5$/ }).waitFor()
  await (await showPanel(page, 'flagged_lots')).getByText('Not available by warehouse').waitFor()
})

test('a filter that panels cannot apply is named on its chip, and can be ignored there: never a zero, never a blank page', async () => {
  const page = await openSignedIn(browser, service.url, '/inventory?gateway=stripe')
  const chip = page.getByRole('button', { name: /^not used by \d+ here/ })
  await chip.waitFor()
  await page.locator('[data-metric="stock_on_hand"]').getByText('Not available by gateway').waitFor()
  expect(await figure(page, 'stock_on_hand').count()).toBe(0)

  await chip.click()
  await page.waitForURL('**/inventory?gateway=stripe&without=gateway')
  await figure(page, 'stock_on_hand').filter({ hasText: /^105$/ }).waitFor()
  await page.locator('[data-metric="stock_on_hand"]').getByText('Not filtered by gateway').waitFor()
  await (await showPanel(page, 'stock_map')).getByText('Not filtered by gateway').waitFor()

  await page.getByRole('button', { name: /ignored there$/ }).click()
  await page.waitForURL('**/inventory?gateway=stripe')
  await page.locator('[data-metric="stock_on_hand"]').getByText('Not available by gateway').waitFor()
})

test('the reorder plan shows what to order today, and says where there is too little history', async () => {
  const page = await openSignedIn(browser, service.url, '/inventory')
  const plan = await showPanel(page, 'reorder_plan')
  await plan.getByRole('row').filter({ hasText: 'reader-1' }).getByText('sales of 14 days are needed').waitFor()
  const day = (daysAgo: number) => new Date(now - daysAgo * 24 * hourMs).toISOString().slice(0, 10)
  await page.goto(`/inventory?from=${day(5)}&to=${day(1)}`)
  const ended = await showPanel(page, 'reorder_plan')
  await ended.getByText('As of today, whatever the range.').waitFor()
})
