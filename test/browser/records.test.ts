import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createApiKey } from '../../src/access/api-keys.ts'
import { startService } from '../service.ts'
import { isOverflowing, violationsOf } from './accessibility.ts'
import { tenDays } from './business.ts'
import { launch } from './chromium.ts'
import { closeSession, csvOf, openPage, openSignedIn, phone, showPanel, wide } from './visit.ts'

const dayMs = 86_400_000
const at = (daysAgo: number) => new Date(Date.now() - daysAgo * dayMs).toISOString()
const worn = { user_id: 'user-0', device_id: 'device-9', producer: 'app' }
const patch = { device_type: 'glucose_patch', lot: 'G-1', firmware: '2.4.1' }
const ofDevice = (type: string, action: string, daysAgo: number, data: object) => ({
  ...{ ...worn, type, action, occurred_at: at(daysAgo), idempotency_key: `${type} ${action} ${daysAgo}` },
  data,
})
const deviceStory = [
  ofDevice('device', 'activated', 6, patch),
  ...[5, 4, 3, 2, 1].map((day) =>
    ofDevice('telemetry', 'read', day, {
      ...{ ...patch, metric: 'glucose', value: day === 1 ? 300 : 100 + day, unit: 'mg/dL' },
      ...(day < 3 && { firmware: '2.5.0' }),
    }),
  ),
  ofDevice('patch', 'day_recorded', 3, { ...patch, prescribed_days: 1, valid_patch_days: 0.5 }),
  ofDevice('device', 'faulted', 2, patch),
  ofDevice('adverse_event', 'reported', 2, { report_id: 'report-9', severity: 'severe', lot: 'G-1' }),
]

let service: Awaited<ReturnType<typeof startService>>
let browser: Browser
beforeAll(async () => {
  ;[service, browser] = await Promise.all([startService(), launch()])
  await service.send([...tenDays(Date.now()), ...deviceStory])
  await service.settled()
})
afterAll(async () => {
  await closeSession(service.url)
  await service.stopAndClean()
})

const open = (path: string) => openSignedIn(browser, service.url, path)

test('an order shows what was ordered, paid and sent, and leads to its customer', async () => {
  const page = await open('/orders/order-4?country=FR')
  await page.getByRole('heading', { name: 'Order order-4', level: 1 }).waitFor()
  const facts = await showPanel(page, 'order_facts')
  const told = Object.fromEntries((await csvOf(page, facts)).map(([fact, value]) => [fact, value]))
  expect(told).toMatchObject({ Status: 'placed', Value: '€48.00', Captured: '€48.00', Parcel: 'delivered' })
  const payments = await showPanel(page, 'order_payments')
  expect((await csvOf(page, payments)).slice(1).map(([, event]) => event)).toEqual([
    'payment failed',
    'payment captured',
  ])
  await (await showPanel(page, 'order_parcels')).getByText('shipment-4').waitFor()
  await (await showPanel(page, 'order_timeline')).getByText('shipment delivered').waitFor()
  await (await showPanel(page, 'order_customer')).getByRole('link', { name: 'user-0' }).click()
  await page.getByRole('heading', { name: 'Customer user-0', level: 1 }).waitFor()
})

test('a device shows its readings against its own baseline, firmware, wear and reports', async () => {
  const page = await open('/devices/device-9')
  const readings = await csvOf(page, await showPanel(page, 'device_readings'))
  expect(readings.slice(1).map((row) => [row[4], row[7]])).toEqual([
    ...[105, 104, 103, 102].map((value) => [String(value), '0']),
    ['300', '1'],
  ])
  const firmware = await csvOf(page, await showPanel(page, 'device_firmware'))
  expect(firmware.slice(1).map(([version]) => version)).toEqual(['2.4.1', '2.5.0'])
  const facts = await csvOf(page, await showPanel(page, 'device_facts'))
  expect(facts).toContainEqual(['Adherence', '50.0%', ''])
  const faults = await csvOf(page, await showPanel(page, 'device_faults'))
  expect(faults.slice(1).map(([fault]) => fault)).toEqual(['device faulted'])
  await (await showPanel(page, 'device_reports')).getByRole('link', { name: 'report-9' }).click()
  await page.waitForURL('**/trace/**')
})

test('a customer shows orders, value and devices to those who may read what is personal, and to no others', async () => {
  const page = await open('/customers/user-0')
  const orders = await csvOf(page, await showPanel(page, 'customer_orders'))
  expect(orders.slice(1).map(([order]) => order)).toEqual(['order-0', 'order-4', 'order-8'])
  const facts = await csvOf(page, await showPanel(page, 'customer_facts'))
  expect(facts).toContainEqual(['Captured', '€144.00', ''])
  await (await showPanel(page, 'customer_devices')).getByRole('link', { name: 'device-9' }).waitFor()
  const { entries } = (await service.call('GET', '/analytics/compliance/audit?action=events.looked_up&subject=user-0'))
    .body
  expect(entries.length).toBeGreaterThan(0)

  const { key } = await createApiKey(service.service.db, {
    tenantId: 'demo',
    name: 'reader',
    scopes: ['analytics:read'],
  })
  const reader = await openPage(browser, service.url)
  await reader.goto(`/sign-in?return=${encodeURIComponent('/customers/user-0')}#key=${key}`)
  await reader.getByText('You may not open this page').waitFor()
})

test('a report shows until when to file it, what is missing and what is like it, and is prepared as a file', async () => {
  const page = await open('/reports/report-9')
  const facts = Object.fromEntries(
    (await csvOf(page, await showPanel(page, 'report_facts'))).map(([fact, value]) => [fact, value]),
  )
  expect(facts).toMatchObject({ Filing: 'on time', Class: 'Other serious incident', Severity: 'severe' })
  const deadlines = await csvOf(page, await showPanel(page, 'report_deadlines'))
  expect(deadlines.slice(1).map(([authority]) => authority)).toEqual(['EU', 'FDA'])
  const missing = (await csvOf(page, await showPanel(page, 'report_missing'))).map(([, field]) => field)
  expect(missing).toContain('Awareness date')
  expect(missing).not.toContain('Lot')
  await (await showPanel(page, 'report_similar'))
    .getByText('No batch event says which product its lot belongs to.')
    .waitFor()
  await page.getByRole('button', { name: 'Prepare for filing' }).click()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: 'FHIR R4, JSON' }).click(),
  ])
  expect(download.suggestedFilename()).toBe('incident-report-9.fhir.json')
})

test('the search leads to the page of an order', async () => {
  const page = await open('/payments')
  await page.getByRole('button', { name: 'Search' }).click()
  await page.getByRole('combobox', { name: 'Find a command' }).fill('order-4')
  await page.getByRole('option', { name: 'Order order-4' }).click()
  await page.waitForURL('**/orders/order-4')
})

test.each([
  ['/orders/nothing', 'Order nothing not found'],
  ['/devices/nothing', 'Device nothing not found'],
  ['/customers/nothing', 'Customer nothing not found'],
  ['/reports/nothing', 'Report nothing not found'],
])('%s says once that there is no such thing', async (path, said) => {
  const page = await open(path)
  await page.getByText(said).waitFor()
  expect(await page.getByRole('alert').count()).toBe(0)
  expect(await page.locator('section[data-panel]').count()).toBe(0)
})

describe.each([
  ['1440', wide],
  ['390', phone],
] as const)('%s px', (_, viewport) => {
  test.each([
    ['order', '/orders/order-4', 'order_timeline'],
    ['device', '/devices/device-9', 'device_reports'],
    ['customer', '/customers/user-0', 'customer_timeline'],
    ['report', '/reports/report-9', 'report_timeline'],
  ])('the page of the %s has no accessibility violation, and does not scroll sideways', async (name, path, last) => {
    const page = await openSignedIn(browser, service.url, path, { viewport })
    await showPanel(page, last)
    await page.evaluate('window.scrollTo(0, 0)')
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      await page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor()
      expect(await violationsOf(page, colorScheme === 'light' ? 'all' : 'colours'), colorScheme).toEqual([])
      const to = process.env.POCM_TEST_SHOTS
      if (to !== undefined) {
        await page.screenshot({ path: `${to}/${name}-${viewport.width}-${colorScheme}.png`, fullPage: true })
      }
    }
    expect(await isOverflowing(page)).toBe(false)
  })
})
