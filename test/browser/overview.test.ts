import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Measure } from '../../dashboard/api/catalogue.ts'
import { changeOf } from '../../dashboard/numbers/change.ts'
import { isWithinChance } from '../../dashboard/numbers/observed.ts'
import { formatShort } from '../../dashboard/numbers/value.ts'
import { allFigures } from '../../dashboard/pages/overview/figures.ts'
import { addDays } from '../../src/platform/calendar.ts'
import { startService } from '../service.ts'
import { tenDays } from './business.ts'
import { launch } from './chromium.ts'
import { addressOf, card, closeSession, csvOf, figure, openSignedIn, showPanel } from './visit.ts'

let service: Awaited<ReturnType<typeof startService>>
let browser: Browser
beforeAll(async () => {
  ;[service, browser] = await Promise.all([startService(), launch()])
})
afterAll(async () => {
  await closeSession(service.url)
  await service.stopAndClean()
})

const now = Date.now()
const today = new Date(now).toISOString().slice(0, 10)
const last30 = { from: addDays(today, -29), to: addDays(today, 1) }

/** Asks the API for what the cards must show; `cut` names the dimensions that a measure must allow to be asked for. */
async function ask(range: { from: string; to: string }, filters: Record<string, string[]> = {}, more: object = {}) {
  const { measures } = (await service.call('GET', '/analytics/catalogue')).body as { measures: Measure[] }
  const shown = measures.filter(({ id }) => allFigures.some(({ metric }) => metric === id))
  const asked = shown.filter((it) => Object.keys(filters).every((dimension) => it.dimensions.includes(dimension)))
  const metrics = asked.map(({ id }) => id)
  const { status, body } = await service.call('POST', '/analytics/query', { metrics, filters, ...range, ...more })
  expect(status).toBe(200)
  return { measures: asked, body }
}

/** Waits until each card shows the API's own answer, then returns how many there were. */
async function expectCards(page: Page, { measures, body }: Awaited<ReturnType<typeof ask>>): Promise<number> {
  for (const { id, unit } of measures) {
    const text = formatShort(body.totals[id], unit, body.meta.currency)
    await figure(page, id).filter({ hasText: text }).waitFor()
    expect(await figure(page, id).textContent()).toBe(text)
  }
  return measures.length
}

test('an empty service shows how to send the first event, and shows it without a reload', async () => {
  const page = await openSignedIn(browser, service.url)
  await page.getByText('No event has arrived yet').waitFor()
  const command = (await page.locator('pre').textContent()) ?? ''
  expect(command).toContain(`curl ${service.url}/analytics/ingest`)
  const [, event] = /-d '(.*)'$/.exec(command) ?? []
  expect((await service.call('POST', '/analytics/ingest', event)).body).toMatchObject({ status: 'accepted' })
  await service.send(tenDays(now))
  await service.settled()
  await figure(page, 'orders').waitFor()
  expect(await figure(page, 'orders').textContent()).toBe('10')
})

test('every figure is the one that the API gives', async () => {
  const page = await openSignedIn(browser, service.url)
  expect(await expectCards(page, await ask(last30))).toBe(29)
  // By hand: ten orders of two patches at 20 € to 29 €, each paid; three payments failed before.
  expect(await figure(page, 'gmv').textContent()).toBe('€490.00')
  expect(await figure(page, 'aov').textContent()).toBe('€49.00')
  expect(await figure(page, 'items_sold').textContent()).toBe('20')
  expect(await figure(page, 'unique_purchasers').textContent()).toBe('4')
  expect(await figure(page, 'payment_success_rate').textContent()).toBe('76.9%')
  expect(await figure(page, 'shipments_delivered').textContent()).toBe('7')
})

test('the change is against the period before', async () => {
  const range = { from: addDays(today, -4), to: addDays(today, -2) }
  const { measures, body } = await ask(range, {}, { compare: 'previous_period', observations: true })
  const page = await openSignedIn(browser, service.url, `/?from=${range.from}&to=${range.to}`)
  await expectCards(page, { measures, body })
  const { previous } = body
  for (const { metric, better } of allFigures) {
    const unit = measures.find(({ id }) => id === metric)?.unit ?? 'count'
    const [value, before] = [body.totals[metric], previous.totals[metric]]
    const isNoise = isWithinChance(value, before, body.intervals[metric], previous.intervals[metric])
    const change = changeOf(value, before, unit, better, isNoise)
    await card(page, metric).getByText(change.sentence, { exact: true }).waitFor({ state: 'attached' })
  }
  // By hand: of so few payments a third more or less is chance.
  await card(page, 'payment_success_rate')
    .getByText(/percentage points on the previous period, within chance$/)
    .waitFor({ state: 'attached' })
})

test('a period before the first event is not compared with: the reason stands in place of a change', async () => {
  const firstDay = new Date(now - 9 * 86_400_000 - 3_600_000).toISOString().slice(0, 10)
  const { body } = await ask(last30)
  expect(body.meta.data_from.slice(0, 10)).toBe(firstDay)
  const page = await openSignedIn(browser, service.url, '/?compare=previous_year')
  await card(page, 'orders')
    .getByText(/^data starts \d+ \w+ \d{4}$/)
    .waitFor()
  await card(page, 'orders')
    .getByText(/^no comparison with the previous period: data starts/)
    .waitFor({ state: 'attached' })
  const panel = await showPanel(page, 'gmv_by_country')
  await panel.getByText(/^No comparison: data starts/).waitFor()
})

test('a filter narrows every figure, stands in the address and survives a reload', async () => {
  const page = await openSignedIn(browser, service.url)
  await page.getByRole('button', { name: 'Filter', exact: true }).click()
  await page.getByRole('button', { name: 'Country', exact: true }).click()
  await page.getByRole('checkbox', { name: 'ES' }).check()
  await page.waitForURL('**/?country=ES')
  await page.keyboard.press('Escape')

  const answer = await ask(last30, { country: ['ES'] })
  await expectCards(page, answer)
  expect(await figure(page, 'orders').textContent()).toBe('5')

  await page.reload()
  await expectCards(page, answer)
  expect(addressOf(page)).toBe('/?country=ES')

  await page.getByRole('button', { name: 'Remove the filter Country' }).click()
  await expectCards(page, await ask(last30))
  expect(addressOf(page)).toBe('/')

  await page.goBack()
  await expectCards(page, answer)
})

test('a figure that a filter cannot cut says so instead of showing a number', async () => {
  const page = await openSignedIn(browser, service.url, '/?gateway=adyen')
  await card(page, 'sessions').getByText('Not available by gateway').waitFor()
  expect(await figure(page, 'sessions').count()).toBe(0)
  const answer = await ask(last30, { gateway: ['adyen'] })
  expect(answer.measures.length).toBeLessThan(29)
  await expectCards(page, answer)
  // By hand: days 0, 3, 6 and 9 were paid through adyen.
  expect(await figure(page, 'payments_captured').textContent()).toBe('4')
})

test('an address says it all: range, bucket, time zone, filters and figure', async () => {
  const path = '/?range=last_7_days&granularity=day&timezone=Asia%2FTokyo&country=ES&country=FR&metric=orders'
  const page = await openSignedIn(browser, service.url, path)
  await page.getByRole('heading', { name: 'Orders', level: 2 }).waitFor()
  await page.getByRole('button', { name: 'Last 7 days' }).waitFor()
  await page.getByRole('button', { name: 'Time zone: Asia/Tokyo' }).waitFor()
  expect(await page.getByLabel('Granularity').first().inputValue()).toBe('day')
  await page.getByRole('button', { name: /Country.*Spain.*France/ }).waitFor()
  expect(
    await card(page, 'orders').getByRole('button', { name: 'Orders', exact: true }).getAttribute('aria-pressed'),
  ).toBe('true')
  expect(addressOf(page)).toBe(path)
})

test('ranges are chosen by name or by day', async () => {
  const page = await openSignedIn(browser, service.url, '/?from=2026-01-01&to=2026-02-01')
  await page.getByRole('button', { name: '1 – 31 Jan 2026' }).click()
  await page.getByRole('button', { name: '5 January 2026', exact: true }).click()
  await page.getByRole('button', { name: '8 January 2026', exact: true }).click()
  await page.waitForURL('**/?from=2026-01-05&to=2026-01-09')
  await page.getByRole('button', { name: '5 – 8 Jan 2026' }).click()
  await page.getByRole('button', { name: 'Last 90 days', exact: true }).click()
  await page.waitForURL('**/?range=last_90_days')
})

test('the panels below show the same orders by country, and a click narrows the page', async () => {
  const page = await openSignedIn(browser, service.url)
  // By hand: France has days 1, 3, 5, 7 and 9, at 21 € to 29 €, two each; Spain the others.
  const countries = await showPanel(page, 'gmv_by_country')
  expect(await csvOf(page, countries)).toEqual([
    ['country', 'gmv', 'previous_gmv'],
    ['FR', '250', ''],
    ['ES', '240', ''],
  ])
  const visits = (await showPanel(page, 'conversion_by_step')).getByRole('listitem').first()
  expect(await visits.textContent()).toContain('10')
  await countries.getByRole('button', { name: /^France/ }).click()
  await page.waitForURL('**/?country=FR')
  await figure(page, 'gmv').filter({ hasText: '€250.00' }).waitFor()
})

test('what is not valid in an address is left out', async () => {
  const page = await openSignedIn(browser, service.url, '/?range=forever&granularity=second&timezone=Mars&metric=x')
  await page.getByRole('button', { name: 'Last 30 days' }).waitFor()
  await expectCards(page, await ask(last30))
})

test('a range without events says so and offers another', async () => {
  const page = await openSignedIn(browser, service.url, '/?from=2020-01-01&to=2020-01-08')
  await page.getByText('No events in this range').waitFor()
  await page.getByText('No data from 1 – 7 Jan 2020 (UTC).').waitFor()
  await page.getByRole('button', { name: 'Show the last 90 days' }).click()
  await figure(page, 'orders').waitFor()
})

test('filters that nothing passes can be removed at once', async () => {
  const page = await openSignedIn(browser, service.url, '/?country=AQ')
  await page.getByText('No events match these filters').waitFor()
  await page.getByRole('button', { name: 'Remove all filters' }).click()
  await figure(page, 'orders').waitFor()
  expect(addressOf(page)).toBe('/')
})

test('a failure is shown with its code, and retrying resolves it', async () => {
  const page = await openSignedIn(browser, service.url, '/live', {}, /status of (401|503)/)
  const problem = {
    code: 'warehouse_unavailable',
    status: 503,
    title: 'The warehouse cannot be asked for the moment',
    detail: 'The engine is starting.',
  }
  await page.route('**/analytics/query', (route) =>
    route.fulfill({ status: 503, contentType: 'application/problem+json', body: JSON.stringify(problem) }),
  )
  await page.getByRole('link', { name: 'Overview' }).click()
  const alert = page.getByRole('alert')
  await alert.getByText(problem.title).waitFor()
  expect(await alert.textContent()).toContain('warehouse_unavailable')
  expect(await alert.textContent()).toContain('The engine is starting.')
  await page.unroute('**/analytics/query')
  await alert.getByRole('button', { name: 'Try again' }).click()
  await expectCards(page, await ask(last30))
  await alert.waitFor({ state: 'detached' })
})

test('amounts without a rate between them stand in each currency', async () => {
  const order = {
    type: 'order',
    action: 'placed',
    occurred_at: new Date(now - 3 * 3_600_000).toISOString(),
    producer: 'test-shop',
    order_id: 'order-usd',
    user_id: 'user-usd',
    data: { items: [{ product_id: 'patch-1', quantity: 1, unit_price: 99 }], currency: 'USD' },
  }
  await service.send([order])
  await service.settled()
  const page = await openSignedIn(browser, service.url)
  await figure(page, 'gmv').first().waitFor()
  expect(await figure(page, 'gmv').allTextContents()).toEqual(['€490.00', '$99.00'])
  expect(await figure(page, 'orders').allTextContents()).toEqual(['11'])
  await page.getByRole('radiogroup', { name: 'Currency' }).getByText('USD').click()
  await page.getByRole('application', { name: /Gross merchandise value.*\$99\.00/ }).waitFor()
})
