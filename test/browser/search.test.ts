import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startService } from '../service.ts'
import { isOverflowing, violationsOf } from './accessibility.ts'
import { tenDays } from './business.ts'
import { launch } from './chromium.ts'
import { addressOf, closeSession, openSignedIn, phone, readDownload, wide } from './visit.ts'

let service: Awaited<ReturnType<typeof startService>>
let browser: Browser
beforeAll(async () => {
  ;[service, browser] = await Promise.all([startService(), launch()])
  await service.send(tenDays(Date.now()))
  await service.settled()
})
afterAll(async () => {
  await closeSession(service.url)
  await service.stopAndClean()
})

async function openSearch(path = '/payments') {
  const page = await openSignedIn(browser, service.url, path)
  await page.getByRole('button', { name: 'Search' }).click()
  const box = page.getByRole('combobox', { name: 'Find a command' })
  const option = (name: string | RegExp) => page.getByRole('option', { name })
  return { page, box, option }
}

test('the box of the bar finds an order by a part of its id, and a payment with its order', async () => {
  const { page, box, option } = await openSearch()
  await box.fill('order-7')
  await option('Order order-7').waitFor()
  await box.fill('PAYMENT-7')
  await option('Payment payment-7 · order order-7').click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.getByText('payment captured').first().waitFor()
})

test('a value leads to its page, narrowed to it', async () => {
  const { page, box, option } = await openSearch('/')
  await box.fill('adye')
  await option('Gateway Adyen').click()
  await page.waitForURL('**/payments?gateway=adyen')
})

test('panels, settings and actions are found by their names', async () => {
  const { page, box, option } = await openSearch()
  await box.fill('decline')
  await option(/^Panel .*Payments$/)
    .first()
    .waitFor()
  await box.fill('invite')
  await option('Action Invite a person').waitFor()
  await box.fill('rate limits')
  await option('Settings Rate limits').click()
  await page.waitForURL('**/settings#rate-limits')
})

test('an id that is not found is reported', async () => {
  const { page, box } = await openSearch()
  await box.fill('zzzz nothing')
  await page.getByText('No results for “zzzz nothing”.').waitFor()
})

test('events are found by type and id, shown with chosen columns, as a timeline and as a file', async () => {
  const page = await openSignedIn(browser, service.url, '/events')
  const table = page.getByRole('region', { name: 'Events as a table' })
  await table.getByText('order placed').first().waitFor()
  await page.getByRole('button', { name: 'By id' }).click()
  await page.getByLabel('Order', { exact: true }).fill('order-4')
  await page.getByRole('button', { name: 'Find', exact: true }).click()
  await page.waitForURL('**/events?order_id=order-4')
  await page.getByText(/^5 events, times in/).waitFor()

  await page.getByRole('button', { name: 'Columns' }).click()
  await page.getByRole('checkbox', { name: 'Parcel' }).check()
  await page.getByRole('checkbox', { name: 'Producer' }).uncheck()
  await page.keyboard.press('Escape')
  await table.getByRole('link', { name: 'shipment-4' }).first().waitFor()
  expect(await table.getByRole('columnheader', { name: 'Producer' }).count()).toBe(0)

  const rows = await readDownload(page, () => page.getByRole('button', { name: 'Download CSV' }).click())
  expect(rows[0]).toEqual(['occurred_at', 'event', 'details', 'order', 'user', 'device', 'shipment', 'event_id'])
  expect(rows.slice(1).map(([, event]) => event)).toEqual([
    ...['order placed', 'payment failed', 'payment captured', 'shipment dispatched', 'shipment delivered'],
  ])
  expect(rows[1]?.[0]).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/)

  await page.getByRole('radiogroup', { name: 'Show as' }).getByText('Timeline').click()
  const timeline = page.getByRole('list', { name: 'Events, the newest first' })
  await timeline.getByText('shipment delivered').waitFor()
  expect(addressOf(page)).toContain('show=timeline')
  await timeline.getByRole('link', { name: 'Trace' }).first().click()
  await page.waitForURL('**/trace/**')
})

test('an event opens, and no match leads back to all', async () => {
  const page = await openSignedIn(browser, service.url, '/events?type=payment&action=failed')
  const table = page.getByRole('region', { name: 'Events as a table' })
  await table.getByRole('rowheader').first().getByRole('button').click()
  await page.getByRole('dialog', { name: 'payment failed' }).waitFor()
  await page.goto('/events?order_id=nothing')
  await page.getByText('No events match these filters').waitFor()
  await page.getByRole('button', { name: 'Show all events' }).click()
  await table.getByText('order placed').first().waitFor()
})

describe.each([
  ['1440', wide],
  ['390', phone],
] as const)('%s px', (_, viewport) => {
  test('search and events have no accessibility violation, and do not scroll sideways', async () => {
    const page = await openSignedIn(browser, service.url, '/events?order_id=order-4', { viewport })
    await page.getByRole('region', { name: 'Events as a table' }).waitFor()
    const to = process.env.POCM_TEST_SHOTS
    for (const isOpen of [false, true]) {
      if (isOpen) {
        await page.getByRole('button', { name: 'Search' }).click()
        await page.getByRole('combobox', { name: 'Find a command' }).fill('order-4')
        await page.getByRole('option', { name: 'Order order-4' }).waitFor()
      }
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme })
        await page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor()
        expect(await violationsOf(page, colorScheme === 'light' ? 'all' : 'colours'), colorScheme).toEqual([])
        const name = `${isOpen ? 'search' : 'events'}-${viewport.width}-${colorScheme}`
        if (to !== undefined) await page.screenshot({ path: `${to}/${name}.png` })
      }
    }
    expect(await isOverflowing(page)).toBe(false)
  })
})
