import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startService } from '../service.ts'
import { isOverflowing, violationsOf } from './accessibility.ts'
import { launch } from './chromium.ts'
import { addressOf, closeSession, figure, openSignedIn, phone } from './visit.ts'

const dayMs = 86_400_000
const payments = (daysAgo: number, gateway: string, captured: number, failed: number) =>
  Array.from({ length: captured + failed }, (_, index) => ({
    ...{ type: 'payment', action: index < captured ? 'captured' : 'failed', producer: 'test-shop' },
    occurred_at: new Date(Date.now() - daysAgo * dayMs).toISOString(),
    idempotency_key: `${gateway} ${daysAgo} ${index}`,
    data: { payment_id: `${gateway}-${daysAgo}-${index}`, gateway, method: 'card', amount: 9, currency: 'EUR' },
  }))

let service: Awaited<ReturnType<typeof startService>>
let browser: Browser
beforeAll(async () => {
  ;[service, browser] = await Promise.all([startService(), launch()])
  await service.send([
    ...payments(20, 'stripe', 1, 0),
    ...payments(10, 'stripe', 95, 5),
    ...payments(3, 'stripe', 95, 5),
  ])
  await service.settled()
})
afterAll(async () => {
  await closeSession(service.url)
  await service.stopAndClean()
})

test('where nothing is wrong, the overview says so; a failing gateway is shown, and links to its payments', async () => {
  const page = await openSignedIn(browser, service.url)
  const attention = page.getByRole('region', { name: 'Needs attention' })
  await attention.getByText('Nothing needs attention.').waitFor()

  await service.send([...payments(9, 'adyen', 95, 5), ...payments(2, 'adyen', 50, 50)])
  await service.settled()
  await page.reload()
  const line = attention.getByRole('listitem')
  await line.waitFor()
  expect(await line.textContent()).toBe('Adyen: payment success rate fell from 95.0% to 50.0% (n = 100).')
  expect(await attention.getByRole('listitem').count()).toBe(1)
  expect(await violationsOf(page)).toEqual([])

  await attention.getByRole('link', { name: 'Adyen' }).click()
  await page.getByRole('heading', { level: 1, name: 'Payments' }).waitFor()
  expect(addressOf(page)).toContain('range=last_7_days')
  await figure(page, 'payment_success_rate').filter({ hasText: '50.0%' }).waitFor()
})

test('it is read on a phone and in the dark', async () => {
  const page = await openSignedIn(browser, service.url, '/', { viewport: phone, colorScheme: 'dark' })
  await page.getByRole('region', { name: 'Needs attention' }).getByText(/Adyen/).waitFor()
  expect(await isOverflowing(page)).toBe(false)
  expect(await violationsOf(page)).toEqual([])
})
