import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startService } from '../service.ts'
import { launch } from './chromium.ts'
import { addressOf, closeSession, csvOf, figure, openSignedIn, phone, showPanel } from './visit.ts'

const hourMs = 3_600_000
const atMs = Date.now() - 2 * hourMs

const event = (type: string, action: string, id: string, data: object) => ({
  type,
  action,
  occurred_at: new Date(atMs).toISOString(),
  producer: 'test-shop',
  idempotency_key: `${type}:${action}:${id}`,
  order_id: `order-${id}`,
  data: { currency: 'EUR', ...data },
})

const pay = (action: string, id: string, data: object) =>
  event('payment', action, id, { payment_id: id, method: 'card', amount: 50, ...data })

/** Five payments: four by stripe, one refused by adyen; two refunds of one reason, the smaller in part; a dispute. */
const events = [
  pay('captured', '1', { gateway: 'stripe', latency_ms: 100, risk_score: 0.05 }),
  pay('captured', '2', { gateway: 'stripe', latency_ms: 200, risk_score: 0.05 }),
  pay('captured', '3', { gateway: 'stripe', latency_ms: 300, risk_score: 0.15 }),
  pay('captured', '4', { gateway: 'stripe', latency_ms: 300, risk_score: 0.95 }),
  pay('failed', '5', { gateway: 'adyen', latency_ms: 1500, risk_score: 0.95, decline_code: 'do_not_honour' }),
  event('refund', 'completed', '1', { refund_id: 'r1', amount: 50, full: true, reason: 'damaged', gateway: 'stripe' }),
  event('refund', 'completed', '2', { refund_id: 'r2', amount: 10, full: false, reason: 'damaged', gateway: 'stripe' }),
  event('chargeback', 'opened', '3', { chargeback_id: 'c1', amount: 50, gateway: 'stripe', method: 'card' }),
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

test('the figures are those of the payments sent', async () => {
  const page = await openSignedIn(browser, service.url, '/payments')
  await figure(page, 'payment_success_rate').waitFor()
  const shown = async (metric: string) => (await figure(page, metric).textContent()) ?? ''
  expect(await shown('payment_success_rate')).toBe('80.0%')
  expect(await shown('payment_volume')).toBe('€200.00')
  expect(await shown('refund_amount')).toBe('€60.00')
  expect(await shown('partial_refunds')).toBe('1')
  expect(await shown('chargeback_rate')).toBe('25.0%')
})

test('columns stand on one line on a phone too, where some names have two lines', async () => {
  const page = await openSignedIn(browser, service.url, '/payments', { viewport: phone })
  const risk = await showPanel(page, 'risk')
  await risk.getByRole('listitem').first().waitFor()
  const boxes = await Promise.all((await risk.locator('li > :nth-child(3)').all()).map((track) => track.boundingBox()))
  const grounds = boxes.map((box) => box && Math.round(box.y + box.height))
  const lengths = (await risk.locator('li > :first-child').allTextContents()).map((name) => name.length)
  expect(grounds).toHaveLength(10)
  expect(new Set(lengths).size).toBeGreaterThan(1)
  expect(new Set(grounds).size).toBe(1)
})

test('risk scores stand in ten columns, and their CSV has the counts', async () => {
  const page = await openSignedIn(browser, service.url, '/payments')
  const risk = await showPanel(page, 'risk')
  const columns = risk.getByRole('list', { name: 'Risk score distribution' }).getByRole('listitem')
  expect(await columns.count()).toBe(10)
  expect(await columns.nth(0).textContent()).toBe('0–0.140%')
  expect(await columns.nth(5).textContent()).toBe('0.5–0.60%')
  expect(await csvOf(page, risk)).toEqual([
    ['bin', 'risk_score_distribution', 'share'],
    ['0–0.1', '2', '0.4'],
    ['0.1–0.2', '1', '0.2'],
    ...Array.from({ length: 7 }, (_, bin) => [`0.${bin + 2}–0.${bin + 3}`, '0', '0']),
    ['0.9–1', '2', '0.4'],
  ])
})

test('latency, decline codes and reasons are distinguished', async () => {
  const page = await openSignedIn(browser, service.url, '/payments')
  const rows = (await showPanel(page, 'latency_by_gateway')).getByRole('listitem')
  // The slowest first; of one payment all quantiles are the same.
  await rows.filter({ hasText: 'adyenp50 1.5 sp95 1.5 sp99 1.5 s' }).waitFor()
  expect(await rows.count()).toBe(2)
  // The period before ends before the first event, so there is nothing to compare with.
  const uncompared = '–no comparison with the previous period: data starts \\d+ \\w+ \\d{4}$'
  const codes = (await showPanel(page, 'decline_codes')).getByRole('listitem')
  expect(await codes.allTextContents()).toEqual([expect.stringMatching(`^do not honour1${uncompared}`)])
  const reasons = (await showPanel(page, 'refund_reasons')).getByRole('listitem')
  expect(await reasons.allTextContents()).toEqual([expect.stringMatching(`^damaged2€60\\.00${uncompared}`)])
})

test('a click on a gateway narrows the page to it, and what it has none of says so', async () => {
  const page = await openSignedIn(browser, service.url, '/payments')
  const gateways = await showPanel(page, 'latency_by_gateway')
  await gateways.getByRole('button', { name: /^Stripe/ }).click()
  await page.waitForURL('**/payments?gateway=stripe')
  await (await showPanel(page, 'decline_codes')).getByText('No matching events with these filters').waitFor()
  await page.goBack()
  expect(addressOf(page)).toBe('/payments')
})
