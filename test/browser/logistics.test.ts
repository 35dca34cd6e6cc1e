import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { mix } from '../../dashboard/charts/blend.ts'
import { startService } from '../service.ts'
import { launch } from './chromium.ts'
import { closeSession, csvOf, figure, openSignedIn, showPanel } from './visit.ts'

const hourMs = 3_600_000
const now = Date.now()
const hoursAgo = (hours: number) => new Date(now - hours * hourMs).toISOString()

const spain = { country: 'ES', region: 'Madrid' }
const france = { country: 'FR', region: 'Île-de-France' }

/** A parcel that left 72 hours ago; `hours` later it came, or came back. */
const parcel = (id: string, context: object, action: string, hours: number, data: object) => {
  const event = (name: string, at: string, more: object) => ({
    type: 'shipment',
    action: name,
    occurred_at: at,
    producer: 'test-warehouse',
    idempotency_key: `${name}:${id}`,
    order_id: `order-${id}`,
    context,
    data: { shipment_id: id, warehouse_id: 'madrid', dispatched_at: hoursAgo(72), ...more },
  })
  return [event('dispatched', hoursAgo(72), data), event(action, hoursAgo(72 - hours), data)]
}

/** Spain: one in time, one late and at the second attempt. France: one in time, one came back. */
const events = [
  ...parcel('1', spain, 'delivered', 24, { carrier: 'seur', attempt: 1, eta: hoursAgo(40) }),
  ...parcel('2', spain, 'delivered', 48, { carrier: 'seur', attempt: 2, eta: hoursAgo(40) }),
  ...parcel('3', france, 'delivered', 24, { carrier: 'dhl', attempt: 1, eta: hoursAgo(40) }),
  ...parcel('4', france, 'returned_to_origin', 60, { carrier: 'dhl' }),
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

test('figures, carriers and regions are those of the parcels sent', async () => {
  const page = await openSignedIn(browser, service.url, '/logistics')
  await figure(page, 'on_time_delivery_rate').filter({ hasText: '66.7%' }).waitFor()
  expect(await figure(page, 'average_delivery_hours').textContent()).toBe('32.0 h')
  expect(await figure(page, 'rto_rate').textContent()).toBe('25.0%')
  expect(await csvOf(page, await showPanel(page, 'carriers'))).toEqual([
    [
      ...['carrier', 'warehouse_id', 'shipments_dispatched', 'shipments_delivered', 'on_time_delivery_rate'],
      ...['average_delivery_hours', 'first_attempt_delivery_rate', 'rto_rate'],
    ],
    ['dhl', 'madrid', '2', '1', '1', '24', '1', '0.5'],
    ['seur', 'madrid', '2', '2', '0.5', '36', '0.5', '0'],
  ])
  const regions = await csvOf(page, await showPanel(page, 'regions'))
  expect(regions.slice(1).map(([country, region, , onTime]) => [country, region, onTime])).toEqual([
    ['ES', 'Madrid', '0.5'],
    ['FR', 'Île-de-France', '1'],
  ])
})

test('the map shows the measure that is chosen, and a click on a country narrows the page to it', async () => {
  const page = await openSignedIn(browser, service.url, '/logistics')
  const panel = await showPanel(page, 'delivery_map')
  const map = (words: string) => panel.getByRole('img', { name: `Deliveries and returns by country: ${words}` })
  await map('On time of 2 countries, from 50.0% to 100.0%.').waitFor()
  await panel.getByRole('radiogroup', { name: 'Measure of the map' }).getByText('RTO').click()
  await map('RTO of 2 countries, from 0.0% to 50.0%.').waitFor()

  const colour = (name: string) =>
    page.evaluate(`getComputedStyle(document.documentElement).getPropertyValue('${name}')`)
  const faint = mix(String(await colour('--line')).trim(), String(await colour('--bad')).trim(), 0.2)
  // The map is drawn anew as answers arrive, and a click on what is just replaced reaches nothing.
  await vi.waitFor(
    async () => {
      if (!page.url().includes('country=ES'))
        await panel.locator(`path[fill="${faint}"]`).first().click({ timeout: 2_000 })
      await page.waitForURL('**/logistics?country=ES', { timeout: 2_000 })
    },
    { timeout: 30_000 },
  )
  await map('RTO of one country, from 0.0% to 0.0%.').waitFor()
})

test('with a filter that orders do not know the map goes without returns, and says so', async () => {
  const page = await openSignedIn(browser, service.url, '/logistics?carrier=dhl')
  const panel = await showPanel(page, 'delivery_map')
  await panel.getByText('Returns are not available by warehouse, carrier or lot, and are left out.').waitFor()
  await (await showPanel(page, 'returns_by_region')).getByText('Not available by carrier').waitFor()
})
