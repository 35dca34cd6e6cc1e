import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startService } from '../service.ts'
import { violationsOf } from './accessibility.ts'
import { launch } from './chromium.ts'
import { addressOf, card, closeSession, openSignedIn, phone } from './visit.ts'

const dayMs = 86_400_000

/** Payments of the days before: so many captured and failed over a gateway. */
const payments = (daysAgo: number, gateway: string, captured: number, failed: number) =>
  Array.from({ length: captured + failed }, (_, index) => {
    const id = `${gateway}-${daysAgo}-${index}`
    const action = index < captured ? 'captured' : 'failed'
    return {
      ...{ type: 'payment', action, producer: 'test-shop', idempotency_key: id, order_id: id },
      occurred_at: new Date(Date.now() - daysAgo * dayMs).toISOString(),
      context: { country: index % 2 === 0 ? 'ES' : 'FR' },
      data: {
        ...{ payment_id: id, gateway, method: 'card', amount: 20, currency: 'EUR' },
        ...(action === 'failed' ? { decline_code: 'gateway_timeout' } : {}),
      },
    }
  })

/** By how much something in the drawer is wider than it. */
const beyond =
  "[document.querySelector('[role=dialog]')].map((it) => it.scrollWidth - it.clientWidth).reduce((a, b) => a + b)"

let service: Awaited<ReturnType<typeof startService>>
let browser: Browser
beforeAll(async () => {
  ;[service, browser] = await Promise.all([startService(), launch()])
  // What came before all of it, so that the period before is whole.
  await service.send(payments(75, 'stripe', 1, 0))
  for (const daysAgo of [40, 45]) {
    await service.send([...payments(daysAgo, 'stripe', 57, 3), ...payments(daysAgo, 'adyen', 38, 2)])
  }
  for (const daysAgo of [10, 15]) {
    await service.send([...payments(daysAgo, 'stripe', 36, 24), ...payments(daysAgo, 'adyen', 38, 2)])
  }
  await service.settled()
})
afterAll(async () => {
  await closeSession(service.url)
  await service.stopAndClean()
})

async function openWhy(page: Page) {
  await card(page, 'payment_success_rate').getByRole('button', { name: 'About Payment success rate' }).click()
  await page.getByRole('button', { name: 'Why did it change?' }).click()
  const drawer = page.getByRole('dialog', { name: 'Why did Payment success rate change?' })
  await drawer.getByRole('status').waitFor()
  return drawer
}

test('a card explains why its figure changed, and a segment filters the page', async () => {
  const page = await openSignedIn(browser, service.url, '/payments')
  const drawer = await openWhy(page)
  // 190 of 200, then 148 of 200; of stripe, 114 of 120 and 72.
  expect(await drawer.getByRole('status').textContent()).toMatch(
    /^Payment success rate fell by 21\.0 pt, from 95\.0% to 74\.0%\./,
  )
  const top = drawer.getByRole('region', { name: 'What explains most of it' })
  expect(await top.getByRole('listitem').allTextContents()).toContainEqual(
    expect.stringMatching(/^Gateway Stripe−21\.0 pt95\.0% → 60\.0% \(n 120 → 120\) · by its own rate −21\.0 pt/),
  )
  await drawer.getByLabel('Dimension', { exact: true }).selectOption('gateway')
  const rows = drawer.getByRole('region', { name: /by gateway$/ }).getByRole('row')
  expect(await rows.nth(1).textContent()).toMatch(/^Stripe95\.0%60\.0%120120−21\.0 pt/)
  await drawer
    .getByLabel('Dimension', { exact: true })
    .selectOption({ label: 'Gateway × Payment method × Decline code × Country' })
  expect(await drawer.getByRole('row').nth(1).textContent()).toMatch(/^Stripe, card, gateway timeout, /)
  expect(await violationsOf(page)).toEqual([])

  await top.getByRole('button', { name: 'Gateway Stripe' }).click()
  await drawer.waitFor({ state: 'detached' })
  expect(addressOf(page)).toContain('gateway=')
  await page.getByText('60.0%').first().waitFor()
})

test('by keyboard a point of the large chart is explained, and the focus returns', async () => {
  const page = await openSignedIn(browser, service.url, '/payments?metric=payment_success_rate')
  const chart = page.getByRole('application', { name: /and Enter for why it changed/ }).first()
  await chart.focus()
  // From the right: ten days ago.
  for (let step = 0; step < 11; step++) await chart.press('ArrowLeft')
  await chart.press('Enter')
  const drawer = page.getByRole('dialog', { name: 'Why did Payment success rate change?' })
  await drawer.getByRole('status').waitFor()
  expect(await drawer.getByRole('status').textContent()).toMatch(/^Payment success rate fell by 21\.0 pt/)
  await page.keyboard.press('Escape')
  await drawer.waitFor({ state: 'detached' })
  const focused = () => page.evaluate("document.activeElement.getAttribute('role')")
  await vi.waitFor(async () => expect(await focused()).toBe('application'))
})

test('on a phone, in the dark, nothing of it is cut', async () => {
  const page = await openSignedIn(browser, service.url, '/payments', { viewport: phone, colorScheme: 'dark' })
  const drawer = await openWhy(page)
  await drawer.waitFor()
  expect(await page.evaluate(beyond)).toBe(0)
  expect(await violationsOf(page)).toEqual([])
})

test('what is compared with nothing is not explained', async () => {
  const page = await openSignedIn(browser, service.url, '/payments?compare=none')
  await card(page, 'payment_success_rate').getByRole('button', { name: 'About Payment success rate' }).click()
  await page.getByText('Name in the API').waitFor()
  expect(await page.getByRole('button', { name: 'Why did it change?' }).count()).toBe(0)
})
