import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { navigationPages } from '../../dashboard/page-list.ts'
import { simulate } from '../../simulator/simulate.ts'
import { startService, until } from '../service.ts'
import { isOverflowing, violationsOf } from './accessibility.ts'
import { payment, predictions } from './business.ts'
import { launch } from './chromium.ts'
import { closeSession, openSignedIn, phone, wide } from './visit.ts'

/** The same business whenever the test runs; long enough for all stories but the promotion weekend. */
const span = { from: '2026-06-01', to: '2026-08-15' }
const simulated = `?from=${span.from}&to=${span.to}`

let service: Awaited<ReturnType<typeof startService>>
let browser: Browser
beforeAll(async () => {
  ;[service, browser] = await Promise.all([startService(), launch()])
  await service.send([...simulate({ seed: 'pages', scale: 0.1, ...midnights })])
  // Operations has an event, a rejection and predictions of today to show, Lots a report that is open.
  await service.send([payment('today'), ...predictions(), openReport])
  await service.call('POST', '/analytics/ingest', { type: 'order', action: 'placed' })
  await service.settled()
})
afterAll(async () => {
  await closeSession(service.url)
  await service.stopAndClean()
})

const openReport = {
  ...{ type: 'adverse_event', action: 'reported', producer: 'vigilance', occurred_at: '2026-08-14T08:00:00Z' },
  data: { report_id: 'report-open', severity: 'severe', lot: 'L1', term: 'infection at the site' },
}
const midnights = { from: `${span.from}T00:00:00Z`, to: `${span.to}T00:00:00Z` }

/** The service's own records are of the time in which they were made. */
const searchOf = (room: string) => (['/operations', '/compliance'].includes(room) ? '?range=today' : simulated)

/** What a simulated business has nothing of, by the panel's or the measure's name. */
const mayBeEmpty: readonly string[] = ['dead_letters', 'audit']

const isShown = (state: string) => state.endsWith(': ready') || mayBeEmpty.some((it) => state === `${it}: empty`)

const parts = 'article[data-metric], section[data-panel]'
const loading = 'article[data-state=loading], section[data-panel][data-state=loading]'

/** Every figure and panel as `name: state`. */
const statesOf = (page: Page) =>
  page.evaluate(
    `[...document.querySelectorAll('${parts}')].map((it) => (it.dataset.metric ?? it.dataset.panel) + ': ' + it.dataset.state)`,
  ) as Promise<string[]>

const isLoading = (states: readonly string[]) => states.some((it) => it.endsWith(': loading'))

/** Opens a room and scrolls down until all of it has been asked for and has answered. */
async function readThrough(page: Page, room: string): Promise<string[]> {
  if (room === '/live') {
    await page.getByText('Connected', { exact: true }).waitFor()
    return []
  }
  if (room === '/events') {
    await page.getByRole('region', { name: 'Events as a table' }).waitFor()
    return []
  }
  if (room === '/compliance') {
    await page.getByRole('list', { name: 'Entries of the audit trail' }).waitFor()
    return []
  }
  if (room === '/settings') {
    await page.getByRole('list', { name: 'Rate limits' }).waitFor()
    return []
  }
  if (room === '/people') {
    await page.getByRole('heading', { name: 'People and keys' }).waitFor()
    await page.getByText('POCM_ADMIN_KEY').first().waitFor()
    return []
  }
  // Panels come in a chunk of their own, after the figures; those of the overview when scrolled near.
  if (room === '/') {
    await page.locator('article[data-metric]').last().scrollIntoViewIfNeeded()
    await page.evaluate('window.scrollTo(0, document.body.scrollHeight)')
  }
  await page.locator('section[data-panel]').first().waitFor()
  await until(async () => {
    await page.evaluate(`void document.querySelector('${loading}')?.scrollIntoView({ block: 'center' })`)
    return !isLoading(await statesOf(page))
  })
  return statesOf(page)
}

test.each(navigationPages.map(({ to, title }) => ({ to, title })))(
  '$title shows all of a business, and can be read on a desk and on a phone, light and dark',
  async ({ to }) => {
    const page = await openSignedIn(browser, service.url, to + searchOf(to))
    for (const [width, viewport] of Object.entries({ desk: wide, phone })) {
      await page.setViewportSize(viewport)
      const states = await readThrough(page, to)
      expect(
        states.filter((it) => !isShown(it)),
        width,
      ).toEqual([])
      expect(await isOverflowing(page), width).toBe(false)
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme })
        await page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor()
        const rules = colorScheme === 'light' ? 'all' : 'colours'
        expect(await violationsOf(page, rules), `${width}, ${colorScheme}`).toEqual([])
      }
    }
  },
)
