import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startService, until } from '../service.ts'
import { tenDays } from './business.ts'
import { launch } from './chromium.ts'
import { addressOf, closeSession, csvOf, figure, openOwnSession, openSignedIn, showPanel } from './visit.ts'

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

test('any measures can be explored by any dimension that they have in common', async () => {
  const page = await openSignedIn(browser, service.url, '/explore?metrics=gmv&metrics=orders&by=country&over=total')
  const table = await showPanel(page, 'table')
  // By hand: even days were ordered in Spain (20, 22, 24, 26, 28 €), odd ones in France (21 to 29 €), two patches each.
  expect(await csvOf(page, table)).toEqual([
    ['country', 'gmv', 'orders'],
    ['FR', '250', '5'],
    ['ES', '240', '5'],
  ])
  await page.getByLabel('By', { exact: true }).first().click()
  await page.getByRole('option', { name: 'gateway' }).waitFor()
  expect(await page.getByRole('option', { name: 'severity' }).count()).toBe(0)
})

test('the palette finds what is typed, and single keys act until they are turned off', async () => {
  const page = await openOwnSession(browser, service.url)
  await figure(page, 'orders').waitFor()
  await page.keyboard.press('Control+k')
  const box = page.getByRole('combobox', { name: 'Find a command' })
  await box.fill('last 7')
  await page.getByRole('option', { name: /Last 7 days/ }).waitFor()
  // Enter that ends the composition of a character runs nothing.
  await box.dispatchEvent('keydown', { key: 'Enter', isComposing: true })
  expect([await box.inputValue(), addressOf(page)]).toEqual(['last 7', '/'])
  await page.keyboard.press('Enter')
  await page.waitForURL('**/?range=last_7_days')
  await page.getByRole('dialog').waitFor({ state: 'detached' })

  await page.keyboard.press('p')
  await page.waitForURL('**/payments?range=last_7_days')
  await page.getByRole('heading', { name: 'Payments', level: 1 }).waitFor()

  await page.keyboard.press('?')
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
  await page.getByRole('checkbox', { name: 'Single keys act on the page' }).uncheck()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.keyboard.press('o')
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Find a command' }).waitFor()
  expect(addressOf(page)).toBe('/payments?range=last_7_days')
})

test('a view is saved under a name, opened by it, and deleted', async () => {
  const page = await openSignedIn(browser, service.url, '/?country=ES')
  await page.getByRole('button', { name: 'Saved views' }).click()
  await page.getByLabel('Save this page and its filters as').fill('Spain')
  await page.getByRole('checkbox', { name: 'Share it with everyone here' }).check()
  await page.getByRole('button', { name: 'Save the view' }).click()
  const saved = page.getByRole('list', { name: 'Saved views' }).getByRole('link', { name: /Spain/ })
  await saved.waitFor()
  expect((await service.call('GET', '/analytics/views')).body.views).toMatchObject([
    { name: 'Spain', path: '/', search: 'country=ES', shared: true, mine: true },
  ])
  await page.goto('/payments')
  await page.getByRole('button', { name: 'Saved views' }).click()
  await saved.click()
  await page.waitForURL('**/?country=ES')
  await page.getByRole('button', { name: 'Saved views' }).click()
  await page.getByRole('button', { name: 'Delete Spain' }).click()
  await page.getByText('No saved views yet.').waitFor()
})

test('a note is marked on the charts', async () => {
  const page = await openSignedIn(browser, service.url, '/?range=last_7_days')
  await page.getByRole('button', { name: 'Annotations', exact: true }).click()
  await page.getByRole('textbox', { name: 'Title', exact: true }).fill('Newsletter sent')
  await page.getByRole('button', { name: 'Add annotation' }).click()
  await page.getByRole('list', { name: 'Annotations in this range' }).getByText('Newsletter sent').waitFor()
  await page.keyboard.press('Escape')
  const chart = page.getByRole('application', { name: /^Gross merchandise value/ })
  await chart.focus()
  await page.keyboard.press('End')
  await chart
    .getByText(/Newsletter sent/)
    .first()
    .waitFor({ state: 'attached' })
})

test('an alert on the current figure is evaluated, and can be deleted', async () => {
  const page = await openSignedIn(browser, service.url, '/?metric=orders')
  await page.getByRole('button', { name: 'Alerts, also on Orders' }).click()
  await page.getByRole('textbox', { name: 'Value' }).fill('1000')
  await page.getByRole('button', { name: 'Add the alert' }).click()
  const alerts = page.getByRole('list', { name: 'Alerts' })
  await alerts.getByText('Orders is below 1,000 over a day').waitFor()
  await until(async () => {
    const { alerts: all } = (await service.call('GET', '/analytics/alerts')).body
    return all[0]?.metric === 'orders' && all[0]?.condition.value === 1000
  })
  await page.getByRole('button', { name: /^Edit the alert/ }).click()
  await alerts.getByLabel('Value, count').fill('2000')
  await alerts.getByRole('button', { name: 'Save the alert' }).click()
  await alerts.getByText('Orders is below 2,000 over a day').waitFor()
  await page.getByRole('button', { name: /^Pause the alert/ }).click()
  await alerts.getByText('Paused').waitFor()
  await page.getByRole('button', { name: /^Resume the alert/ }).click()
  await alerts.getByText('Paused').waitFor({ state: 'detached' })
  await page.getByRole('button', { name: /^Delete the alert/ }).click()
  await alerts.getByText('Orders is below').waitFor({ state: 'detached' })
})

test('operations show what was rejected and that nothing is missing', async () => {
  const refused = await service.call('POST', '/analytics/ingest', { type: 'order', action: 'flown' })
  expect(refused.status).toBe(422)
  await until(async () => {
    const range = `from=${new Date(Date.now() - 86_400_000).toISOString()}&to=${new Date(Date.now() + 60_000).toISOString()}`
    const { reasons } = (await service.call('GET', `/analytics/operations/ingestion?${range}`)).body
    return reasons.length === 1
  })
  const page = await openSignedIn(browser, service.url, '/operations?range=today')
  const rejections = await showPanel(page, 'rejections')
  await rejections.getByText('invalid event (HTTP)').waitFor()
  const byField = await showPanel(page, 'rejected_events')
  await byField.getByText(/^order: /).click()
  await byField.getByText(/"action": "string, 5 characters"/).waitFor()
  const health = await showPanel(page, 'service_health')
  await health.getByRole('row').filter({ hasText: 'Ledger (PostgreSQL)' }).getByText('Up').waitFor()
  await health.getByText('Ingest p95').waitFor()
  await page.getByRole('button', { name: 'Wall display' }).click()
  await page.getByRole('navigation', { name: 'Pages' }).waitFor({ state: 'hidden' })
  await page.getByRole('button', { name: 'Wall display' }).click()
  await page.getByRole('navigation', { name: 'Pages' }).waitFor()
  const configuration = await showPanel(page, 'configuration')
  await configuration.getByRole('row').filter({ hasText: 'POCM_DATA_DIR' }).waitFor()
  const completeness = await showPanel(page, 'completeness')
  await completeness.getByText('ledger = log = warehouse = archive').waitFor()
  const dead = await showPanel(page, 'dead_letters')
  await dead.getByText('No dead letters.').waitFor()
})

test('the range before, last year and times of day are a step away', async () => {
  const page = await openSignedIn(browser, service.url, '/?from=2026-10-08&to=2026-10-15')
  await page.getByRole('button', { name: 'Earlier, by one range' }).click()
  await page.waitForURL('**/?from=2026-10-01&to=2026-10-08')
  await page.getByLabel('Compare with').first().selectOption('previous_year')
  await page.waitForURL('**&compare=previous_year')
  await page.getByRole('button', { name: '1 – 7 Oct 2026' }).click()
  await page.getByLabel('From', { exact: true }).fill('2026-10-01T08:30')
  await page.getByLabel('To (exclusive)').fill('2026-10-01T12:00')
  await page.getByRole('button', { name: 'Apply' }).click()
  await page.waitForURL((url) => url.searchParams.get('from') === '2026-10-01T08:30')
  await page.getByRole('button', { name: '1 Oct 2026, 08:30 – 1 Oct 2026, 12:00' }).waitFor()
})
