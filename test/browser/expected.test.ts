import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startService, until } from '../service.ts'
import { isOverflowing, violationsOf } from './accessibility.ts'
import { launch } from './chromium.ts'
import { closeSession, figure, openSignedIn, phone, wide } from './visit.ts'

/** The folder for pictures to look at; none are made without it. */
const to = process.env.POCM_TEST_SHOTS

const dayMs = 86_400_000
let service: Awaited<ReturnType<typeof startService>>
let browser: Browser
beforeAll(async () => {
  ;[service, browser] = await Promise.all([startService(), launch()])
  const week = [4, 5, 4, 6, 8, 9, 3]
  const orders = Array.from({ length: 120 }, (_, day) => day).flatMap((day) =>
    Array.from({ length: (week[day % 7] as number) + ((day * 7) % 3) }, (_, nth) => ({
      ...{ type: 'order', action: 'placed', producer: 'shop', order_id: `o-${day}-${nth}`, user_id: `u-${nth}` },
      occurred_at: new Date(Date.now() - 60_000 - (day * 1_440 + nth) * 60_000).toISOString(),
      data: { currency: 'EUR', items: [{ product_id: 'patch', quantity: 1, unit_price: 20 + (nth % 4) }] },
    })),
  )
  const aware = (days: number) => new Date(Date.now() - days * dayMs).toISOString()
  const reports = [aware(6), aware(11)].map((aware_at, nth) => ({
    ...{ type: 'adverse_event', action: 'reported', producer: 'vigilance', device_id: `d-${nth}` },
    occurred_at: aware(0.01),
    data: { report_id: `R-${nth + 1}`, severity: 'death', lot: 'L-1', aware_at },
  }))
  await service.send([...orders, ...reports])
  await service.settled()
})
afterAll(async () => {
  await closeSession(service.url)
  await service.stopAndClean()
})

test.for([
  ['a desktop', 'light', wide],
  ['a desktop', 'dark', wide],
  ['a telephone', 'light', phone],
  ['a telephone', 'dark', phone],
] as const)(
  'what is expected stands beside a figure and ahead of it, on %s in the %s scheme',
  async ([, colorScheme, viewport]) => {
    const page = await openSignedIn(browser, service.url, '/?metric=orders&range=last_90_days', {
      viewport,
      colorScheme,
    })
    await figure(page, 'orders').waitFor()
    await page.getByText('Expected', { exact: true }).first().click()
    const chart = page.getByRole('application', { name: /beside its forecast/ })
    await chart.locator('svg').waitFor()
    await page.getByText('95 % band').waitFor()
    await page.getByText(/^By .*Out of sample over \d+ origins/).waitFor()
    await chart.focus()
    await page.keyboard.press('End')
    await chart.getByText(/: not yet; expected \d/).waitFor({ state: 'attached' })
    expect(await isOverflowing(page)).toBe(false)
    expect(await violationsOf(page)).toEqual([])
    if (to !== undefined) await page.screenshot({ path: `${to}/expected-${viewport.width}-${colorScheme}.png` })
    await page.getByText('Table', { exact: true }).first().click()
    await chart.waitFor({ state: 'detached' })
  },
)

test('a figure whose days do not add up has no forecast, and one without a history says so', async () => {
  const page = await openSignedIn(browser, service.url, '/?metric=aov&range=last_90_days', {}, /status of 4(01|22)/)
  await page.getByRole('radiogroup', { name: 'Show as' }).waitFor()
  expect(await page.getByRole('radio', { name: 'Expected' }).count()).toBe(0)
  await page.goto('/devices?metric=adverse_events&range=last_90_days')
  await page.getByText('Expected', { exact: true }).first().click()
  await page.getByText(/^Not enough data for a forecast\. \S/).waitFor()
})

test.for([
  ['light', wide],
  ['dark', phone],
] as const)(
  'an alert on deadlines of reports names those that fire, in the %s scheme',
  async ([colorScheme, viewport]) => {
    const page = await openSignedIn(browser, service.url, '/devices?metric=adverse_events', { viewport, colorScheme })
    await page.getByRole('button', { name: 'Alerts, also on Adverse events' }).click()
    const condition = page.getByLabel('Condition')
    await condition.selectOption('outside_expected')
    expect(await page.getByRole('textbox', { name: 'Value' }).inputValue()).toBe('95')
    await condition.selectOption('incident_deadline')
    expect(await page.getByRole('textbox', { name: 'Value' }).count()).toBe(0)
    await page.getByText(/Fires once for each report to file/).waitFor()
    await page.getByRole('button', { name: 'Add the alert' }).click()
    const alerts = page.getByRole('list', { name: 'Alerts' })
    await until(async () => (await service.call('GET', '/analytics/alerts')).body.alerts[0]?.state === 'firing')
    await page.reload()
    await page.getByRole('button', { name: 'Alerts, also on Adverse events' }).click()
    await alerts.getByRole('link', { name: 'R-1' }).waitFor()
    expect(await violationsOf(page)).toEqual([])
    if (to !== undefined) await page.screenshot({ path: `${to}/alerts-${viewport.width}-${colorScheme}.png` })
    await alerts.getByRole('link', { name: 'R-2' }).click()
    await page.waitForURL('**/reports/R-2*')
    const { id } = (await service.call('GET', '/analytics/alerts')).body.alerts[0]
    await service.call('DELETE', `/analytics/alerts/${id}`)
  },
)
