import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startService } from '../service.ts'
import { launch } from './chromium.ts'
import { lotEvents } from './two-lots.ts'
import { closeSession, openSignedIn } from './visit.ts'

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

test('orders are followed to the activated device, and to harm', async () => {
  const page = await openSignedIn(browser, service.url, '/therapy')
  const steps = panel(page, 'order_to_therapy').getByRole('listitem')
  await steps.first().waitFor()
  // By hand: all 100 orders were sent 10 h later, delivered 30 h after that and activated after another 12 h.
  expect((await steps.allTextContents()).slice(0, 4)).toEqual([
    'Ordered100100.0%',
    '0.0% of 100 pending or droppedmedian 10 h, p90 10 hShipped100100.0%',
    '0.0% of 100 pending or droppedmedian 1.3 d, p90 1.3 dDelivered100100.0%',
    '0.0% of 100 pending or droppedmedian 12 h, p90 12 hDevice activated100100.0%',
  ])
  // By hand: 14 and 4 reports, 36 h after the activation.
  const facts = await panel(page, 'therapy_outcomes').locator('dl > div').allTextContents()
  expect(facts).toContain('Adverse event1818.0% of activated')
  expect(facts).toContain('Adverse event after1.5 dmedian, since activation')
})

test('lots are held apart, and a click narrows the page to one', async () => {
  const page = await openSignedIn(browser, service.url, '/therapy')
  const rows = panel(page, 'harm_by').getByRole('listitem')
  await rows.first().waitFor()
  expect(await rows.allTextContents()).toEqual(['LOT-GOODof 805.0%', 'LOT-BADof 2070.0%'])
  await rows.filter({ hasText: 'LOT-BAD' }).getByRole('button').click()
  await page.waitForURL('**/therapy?lot=LOT-BAD')
  await panel(page, 'order_to_therapy').getByText('of 20 pending or dropped').first().waitFor()
})

test('what orders are held apart by stands in the address', async () => {
  const page = await openSignedIn(browser, service.url, '/therapy')
  await page.getByRole('radiogroup', { name: 'Break down by' }).getByText('Firmware').click()
  await page.waitForURL('**/therapy?by=firmware')
  await panel(page, 'therapy_table').getByRole('row').filter({ hasText: '2.1.0' }).waitFor()
})

test('a range without orders says so', async () => {
  const page = await openSignedIn(browser, service.url, '/therapy?from=2020-01-01&to=2020-01-02')
  await page.getByText('No order was placed in this range.').first().waitFor()
})
