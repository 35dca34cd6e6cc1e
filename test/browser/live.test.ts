import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { startService } from '../service.ts'
import { payment } from './business.ts'
import { launch } from './chromium.ts'
import { addressOf, closeSession, openSignedIn } from './visit.ts'

let service: Awaited<ReturnType<typeof startService>>
let browser: Browser
beforeAll(async () => {
  ;[service, browser] = await Promise.all([startService(), launch()])
})
afterAll(async () => {
  await closeSession(service.url)
  await service.stopAndClean()
})

async function openLive(path = '/live', expected?: RegExp) {
  const page = await openSignedIn(browser, service.url, path, {}, expected)
  await page.getByText('Connected', { exact: true }).waitFor()
  const row = (text: string) => page.getByRole('listitem').filter({ hasText: text })
  return { page, row }
}

test('an event is shown as it comes, and can be looked into', async () => {
  const { page, row } = await openLive()
  await page.getByText('Listening for the next event').waitFor()
  await service.send([payment('live-1')])
  await row('live-1').waitFor()
  expect(await row('live-1').textContent()).toContain('42.50 EUR · stripe')
  await row('live-1').getByRole('button').click()
  const inside = page.getByRole('dialog', { name: 'payment captured' })
  await inside.waitFor()
  const json = JSON.parse((await inside.locator('pre').textContent()) ?? '')
  expect(json).toMatchObject({ type: 'payment', order_id: 'live-1', data: { amount: 42.5 } })
  await page.keyboard.press('Escape')
  await inside.waitFor({ state: 'hidden' })
})

test('the page opens with the last events, also of one order, and counts only what comes', async () => {
  await service.send([payment('past-1'), payment('past-2')])
  const { page, row } = await openLive('/live?order_id=past-1')
  await row('past-1').waitFor()
  expect(await row('past-2').count()).toBe(0)
  await page.getByText('0 new since the page was opened').waitFor()
  await service.send([{ ...payment('past-1'), idempotency_key: 'past-1-again', action: 'voided' }])
  await row('voided').waitFor()
  await page.getByText('1 new since the page was opened').waitFor()
  expect(await row('past-1').count()).toBe(2)
})

test('a paused list stands still, counts what comes, and shows it on resuming', async () => {
  const { page, row } = await openLive()
  await service.send([payment('pause-1')])
  await row('pause-1').waitFor()
  await page.getByRole('button', { name: 'Pause', exact: true }).click()
  await service.send([payment('pause-2'), payment('pause-3')])
  const resume = page.getByRole('button', { name: 'Resume (2 new)' })
  await resume.waitFor()
  expect(await row('pause-2').count()).toBe(0)
  await resume.click()
  await row('pause-3').waitFor()
  await row('pause-2').waitFor()
  await page.getByRole('button', { name: 'Clear', exact: true }).click()
  expect(await row('pause-1').count()).toBe(0)
})

test('the stream is narrowed by type and action, which the address keeps', async () => {
  const { page, row } = await openLive()
  await page.getByRole('combobox', { name: 'Type' }).click()
  await page.getByRole('option', { name: 'payment', exact: true }).click()
  await page.waitForURL('**/live?type=payment')
  await page.getByRole('combobox', { name: 'Action' }).click()
  await page.getByRole('option', { name: 'failed' }).click()
  await page.waitForURL('**/live?type=payment&action=failed')
  await page.getByText('Connected', { exact: true }).waitFor()
  await service.send([payment('narrow-1'), { ...payment('narrow-2'), action: 'failed' }])
  await row('narrow-2').waitFor()
  expect(await row('narrow-1').count()).toBe(0)
})

test('one id can be followed', async () => {
  const { page, row } = await openLive()
  await page.getByRole('button', { name: 'By id' }).click()
  await page.getByLabel('Order', { exact: true }).fill('follow-1')
  await page.keyboard.press('Enter')
  await page.waitForURL('**/live?order_id=follow-1')
  await page.getByText('Connected', { exact: true }).waitFor()
  await service.send([payment('follow-2'), payment('follow-1')])
  await row('follow-1').waitFor()
  expect(await row('follow-2').count()).toBe(0)
  await page.getByRole('button', { name: 'Remove the filter Order' }).click()
  await page.waitForURL('**/live')
  expect(addressOf(page)).toBe('/live')
})

test('no more than 200 events are kept', async () => {
  const { page, row } = await openLive()
  await service.send(Array.from({ length: 260 }, (_, index) => payment(`many-${index}`)))
  await page.getByText('260 new since the page was opened').waitFor()
  await row('many-259').waitFor()
  expect(
    await page
      .getByRole('list', { name: /last events/ })
      .getByRole('listitem')
      .count(),
  ).toBe(200)
})

test('a broken stream is shown, and resumes without a gap or a repeat', async () => {
  const { page, row } = await openLive('/live', /status of 401|ERR_INCOMPLETE_CHUNKED_ENCODING/)
  await service.send([payment('gap-1')])
  await row('gap-1').waitFor()
  service.service.app.server.closeAllConnections()
  await page.getByText('Interrupted, resuming …').waitFor()
  await service.send([payment('gap-2')])
  await row('gap-2').waitFor()
  await page.getByText('Connected', { exact: true }).waitFor()
  await page.getByText('2 new since the page was opened').waitFor()
})

test('a refused stream is shown, and retried', async () => {
  const page = await openSignedIn(browser, service.url, '/', {}, /status of (401|503)/)
  await page.route('**/analytics/stream', (route) => route.fulfill({ status: 503, body: '' }))
  await page.getByRole('link', { name: 'Live' }).click()
  await page.getByText('Refused, trying again …').waitFor()
  await page.unroute('**/analytics/stream')
  await page.getByText('Connected', { exact: true }).waitFor()
})

test('a place in the stream that the service does not know is forgotten, and the stream begins anew', async () => {
  const { page, row } = await openLive('/live', /status of (400|401)|ERR_INCOMPLETE_CHUNKED_ENCODING/)
  await service.send([payment('place-1')])
  await row('place-1').waitFor()
  // As after a service was restored from an older copy: its log has not come as far as the page has.
  const { feed } = service.service.deps
  const { begin } = feed
  const refusing = vi
    .spyOn(feed, 'begin')
    .mockImplementation((by, last) => begin(by, last && { ...last, tx: '999999999999' }))
  onTestFinished(() => refusing.mockRestore())
  service.service.app.server.closeAllConnections()
  await page.getByText('Refused, trying again …').waitFor()
  await page.getByText('Connected', { exact: true }).waitFor()
  await service.send([payment('place-2')])
  await row('place-2').waitFor()
})
