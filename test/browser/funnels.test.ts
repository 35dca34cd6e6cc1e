import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startService } from '../service.ts'
import { launch } from './chromium.ts'
import { addressOf, closeSession, openSignedIn } from './visit.ts'
import { visits } from './visits.ts'

let service: Awaited<ReturnType<typeof startService>>
let browser: Browser
beforeAll(async () => {
  ;[service, browser] = await Promise.all([startService(), launch()])
  await service.send(visits(Date.now()))
  await service.settled()
})
afterAll(async () => {
  await closeSession(service.url)
  await service.stopAndClean()
})

const panel = (page: Page, id: string) => page.locator(`[data-panel="${id}"][data-state="ready"]:not([data-stale])`)

const stepsOf = (page: Page) =>
  panel(page, 'funnel').getByRole('list', { name: 'Steps of the funnel' }).getByRole('listitem').allTextContents()

test('the ready-made funnel counts sessions, what was lost and how long it took', async () => {
  const page = await openSignedIn(browser, service.url, '/funnels')
  await panel(page, 'funnel').waitFor()
  // By hand: ten searched, eight looked after 10 s, four put into the cart after 60 s, two went on, one paid.
  expect(await stepsOf(page)).toEqual([
    'search performed10100.0%',
    '20.0% of 10 lostmedian 10 s, p90 10 sproduct viewed880.0%',
    '50.0% of 8 lostmedian 1 min, p90 1 mincart item added440.0%',
    '50.0% of 4 lostmedian 30 s, p90 30 scheckout started220.0%',
    '50.0% of 2 lostmedian 30 s, p90 30 spayment captured110.0%',
  ])
})

test('a breakdown shows each value, and a click narrows the page to it', async () => {
  const page = await openSignedIn(browser, service.url, '/funnels')
  await page.getByLabel('Break down by').selectOption('channel')
  const rows = panel(page, 'funnel_by_value').getByRole('listitem')
  await rows.first().waitFor()
  // By hand: every second visit came by app, of the ten the five odd ones; the one that paid came by web.
  expect((await rows.allTextContents()).sort()).toEqual(['appof 50.0%', 'webof 520.0%'])
  await rows.filter({ hasText: 'app' }).getByRole('button').click()
  await page.waitForURL('**/funnels?breakdown=channel&channel=app')
  await page.getByText('50.0% of 4 lost').or(page.getByText('product viewed')).first().waitFor()
})

test('steps that a person picks stand in the address, and the address brings them back', async () => {
  const page = await openSignedIn(browser, service.url, '/funnels')
  await page.getByRole('button', { name: 'Remove step 5' }).click()
  await page.getByRole('button', { name: 'Remove step 4' }).click()
  await page.getByRole('button', { name: 'Remove step 1' }).click()
  await page.waitForURL('**/funnels?step=product.viewed&step=cart.item_added')
  await page.getByRole('combobox', { name: 'Event of step 2' }).fill('order placed')
  await page.getByRole('option', { name: 'order placed' }).click()
  await page.waitForURL('**/funnels?step=product.viewed&step=order.placed')
  await page.getByRole('button', { name: 'Filter step 1' }).click()
  await page.getByLabel('Is', { exact: true }).selectOption('patches')
  await page.getByRole('list', { name: 'What narrows step 1' }).getByText('patches').waitFor()
  const shared = addressOf(page)
  expect(shared).toBe('/funnels?step=product.viewed%3Bcategory%3Dpatches&step=order.placed')

  const other = await openSignedIn(browser, service.url, shared)
  await panel(other, 'funnel').waitFor()
  // By hand: four of the eight viewed a patch, none placed an order.
  expect(await stepsOf(other)).toEqual(['product viewed (patches)4100.0%', '100.0% of 4 lostorder placed00.0%'])
})

test('journeys show what was done next, and the paths as a table', async () => {
  const page = await openSignedIn(browser, service.url, '/funnels?start=product.viewed&depth=3')
  await panel(page, 'top_paths').waitFor()
  const rows = await panel(page, 'top_paths').getByRole('row').allTextContents()
  // By hand: of the eight that looked, four did nothing more, two stopped at the cart, two went to the checkout.
  expect(rows.slice(1).sort()).toEqual([
    'product viewed → cart item added → checkout started225.0%',
    'product viewed → cart item added → end225.0%',
    'product viewed → end450.0%',
  ])
  await panel(page, 'journeys')
    .getByRole('img', { name: /on 3 levels, from product viewed on/ })
    .waitFor()
})

test('a range without people says so', async () => {
  const page = await openSignedIn(browser, service.url, '/funnels?from=2020-01-01&to=2020-01-02')
  await page.getByText('No sessions took the first step in this range.').waitFor()
  await page.getByText('No sessions in this range.').first().waitFor()
})
