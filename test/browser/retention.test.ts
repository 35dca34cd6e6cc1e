import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startService } from '../service.ts'
import { launch } from './chromium.ts'
import { closeSession, openSignedIn } from './visit.ts'

/** Ten people order on Monday the 7th of September 2026; four again a week later, two again after three weeks. */
const orders = [
  { day: '2026-09-07', people: 10 },
  { day: '2026-09-14', people: 4 },
  { day: '2026-09-28', people: 2 },
].flatMap(({ day, people }) =>
  Array.from({ length: people }, (_, person) => ({
    ...{ type: 'order', action: 'placed', occurred_at: `${day}T10:00:00Z`, producer: 'test-shop' },
    ...{ order_id: `${day}-${person}`, user_id: `buyer-${person}`, idempotency_key: `${day}-${person}` },
    data: { items: [{ product_id: 'p', quantity: 1, unit_price: 50 }], currency: 'EUR' },
  })),
)

let service: Awaited<ReturnType<typeof startService>>
let browser: Browser
beforeAll(async () => {
  ;[service, browser] = await Promise.all([startService(), launch()])
  await service.send(orders)
  await service.settled()
})
afterAll(async () => {
  await closeSession(service.url)
  await service.stopAndClean()
})

const september = '/retention?from=2026-09-07&to=2026-10-05'
const panel = (page: Page, id: string) => page.locator(`[data-panel="${id}"][data-state="ready"]:not([data-stale])`)

test('the triangle shows what is left of each cohort', async () => {
  const page = await openSignedIn(browser, service.url, september)
  const row = panel(page, 'retention_triangle').getByRole('row').filter({ hasText: '2026-09-07' })
  await row.waitFor()
  expect(await row.locator('th, td').allTextContents()).toEqual([
    ...['2026-09-07', '10', '100.0%', '40.0%', '0.0%', '20.0%'],
  ])
})

test('the curves can be read by keyboard', async () => {
  const page = await openSignedIn(browser, service.url, september)
  const chart = panel(page, 'retention_curves').getByRole('application', { name: /All cohorts, 2026-09-07/ })
  await chart.waitFor()
  await chart.focus()
  await page.keyboard.press('Home')
  await chart.getByText('After 1 week: All cohorts 40.0%, 2026-09-07 40.0%.').waitFor({ state: 'attached' })
})

test('events, whose and period are chosen in the address', async () => {
  const page = await openSignedIn(browser, service.url, september)
  await page.getByLabel('Cohorts by').selectOption('month')
  await page.waitForURL(/period=month/)
  const row = panel(page, 'retention_triangle').getByRole('row').filter({ hasText: '2026-09-01' })
  await row.waitFor()
  await page.getByLabel('Entity').selectOption('device_id')
  await page.getByText('No devices had a first “order placed” in this range.').first().waitFor()
})

test('lifetime value says what was spent, and why there is no model of so few', async () => {
  const page = await openSignedIn(browser, service.url, september)
  await page.locator('[data-panel="ltv_model"]').scrollIntoViewIfNeeded()
  const facts = panel(page, 'ltv_model').locator('dl > div')
  await facts.first().waitFor()
  // By hand: 16 orders of 50 €; four of the ten bought again.
  expect((await facts.allTextContents()).slice(0, 3)).toEqual([
    'Customers10',
    'Repeat customers440.0% of all',
    'Revenue to date€800.00',
  ])
  const { body } = await service.call('POST', '/analytics/ltv', { to: '2026-10-05' })
  if (body.model === null) await panel(page, 'ltv_model').getByText(`No prediction: ${body.reason}`).waitFor()
  expect(body.summary.customers).toBe(10)
})

test('a range without people says so', async () => {
  const page = await openSignedIn(browser, service.url, '/retention?from=2020-01-01&to=2020-01-02')
  await page.getByText('No people had a first “order placed” in this range.').first().waitFor()
})
