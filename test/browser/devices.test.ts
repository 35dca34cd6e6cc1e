import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startService } from '../service.ts'
import { launch } from './chromium.ts'
import { lotEvents } from './two-lots.ts'
import { addressOf, choose, closeSession, downloadCsv, figure, openSignedIn } from './visit.ts'

const now = Date.now()

/** One device that reads 99, 100, 101 in turn forty times, and then 300. */
const odd = Array.from({ length: 41 }, (_, index) => ({
  ...{
    type: 'telemetry',
    action: 'read',
    producer: 'test-line',
    device_id: 'device-odd',
    idempotency_key: `odd-${index}`,
  },
  occurred_at: new Date(now - (50 - index) * 300_000).toISOString(),
  data: { metric: 'glucose', value: index === 40 ? 300 : 99 + (index % 3), unit: 'mg/dL', firmware: '3.0.0' },
}))

let service: Awaited<ReturnType<typeof startService>>
let browser: Browser
beforeAll(async () => {
  ;[service, browser] = await Promise.all([startService(), launch()])
  await service.send([...lotEvents(now), ...odd])
  await service.settled()
})
afterAll(async () => {
  await closeSession(service.url)
  await service.stopAndClean()
})

const panel = (page: Page, id: string) => page.locator(`[data-panel="${id}"]`)
const ready = async (page: Page, id: string) => {
  await panel(page, id).scrollIntoViewIfNeeded()
  const shown = page.locator(`[data-panel="${id}"][data-state="ready"]`)
  await shown.waitFor()
  return shown
}

test('the figures are those of the devices, their readings and their reports', async () => {
  const page = await openSignedIn(browser, service.url, '/devices')
  await figure(page, 'active_devices').waitFor()
  // By hand: 100 devices of two lots and the odd one; 100 + 41 readings, one of them above 250; 18 reports.
  expect(await figure(page, 'active_devices').textContent()).toBe('101')
  expect(await figure(page, 'device_activations').textContent()).toBe('100')
  expect(await figure(page, 'readings').textContent()).toBe('141')
  expect(await figure(page, 'readings_out_of_range').textContent()).toBe('1')
  expect(await figure(page, 'adverse_events').textContent()).toBe('18')
})

test('a reading that does not fit is shown against its median, and leads to what is known of it', async () => {
  const page = await openSignedIn(browser, service.url, '/devices')
  const shown = await ready(page, 'anomalies')
  await shown.getByRole('img', { name: /^1 readings that do not fit/ }).waitFor()
  await choose(page, shown, 'Show as a table')
  const cells = await shown.getByRole('row').nth(1).locator('th, td').allTextContents()
  // By hand: median 100 and MAD 1 of the forty before, so 0.6745 × 200.
  expect([cells[1], ...cells.slice(3)]).toEqual(['device-odd', '300', 'mg/dL', '100', '1', '134.9'])
  await shown.getByRole('link').click()
  await page.getByRole('heading', { name: 'Telemetry read', level: 1 }).waitFor()
  expect(addressOf(page)).toMatch(/^\/trace\/[0-9a-f-]{36}$/)
})

test('a firmware of the legend narrows the page', async () => {
  const page = await openSignedIn(browser, service.url, '/devices')
  const shown = await ready(page, 'firmware_mix')
  await shown.getByRole('button', { name: '3.0.0', exact: true }).click()
  await page.waitForURL('**/devices?firmware=3.0.0')
  await expect.poll(() => figure(page, 'readings').textContent()).toBe('41')
})

test('severity by lot can be saved, and a lot leads to its page', async () => {
  const page = await openSignedIn(browser, service.url, '/devices')
  const shown = await ready(page, 'severity_by_lot')
  const csv = await downloadCsv(page, shown)
  expect(csv).toContain('"LOT-BAD","severe","burn",7\r\n')
  expect(csv).toContain('"LOT-BAD","mild","burn",7\r\n')
  await shown.getByRole('link', { name: 'LOT-BAD' }).first().click()
  await page.getByRole('heading', { name: 'Lot LOT-BAD', level: 1 }).waitFor()
})
