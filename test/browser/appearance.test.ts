import { gzipSync } from 'node:zlib'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startService } from '../service.ts'
import { isOverflowing, violationsOf } from './accessibility.ts'
import { payment, tenDays } from './business.ts'
import { launch } from './chromium.ts'
import { lotEvents } from './two-lots.ts'
import { card, closeSession, figure, openOwnSession, openPage, openSignedIn, phone, signIn, wide } from './visit.ts'
import { visits } from './visits.ts'

let service: Awaited<ReturnType<typeof startService>>
let browser: Browser
beforeAll(async () => {
  ;[service, browser] = await Promise.all([startService(), launch()])
  await service.send([...tenDays(Date.now()), ...lotEvents(Date.now()), ...visits(Date.now())])
  await service.settled()
})
afterAll(async () => {
  await closeSession(service.url)
  await service.stopAndClean()
})

const showOverview = async (page: Page) => {
  await figure(page, 'orders').waitFor()
  await page.locator('[role=application] svg').waitFor()
}

let sentEvents = 0

interface View {
  readonly path: string
  /** Shown without a session. */
  readonly isPublic?: true
  readonly show: (page: Page) => Promise<void>
}

/** States worth a check of their own; each page as it opens is checked in simulated.test.ts. */
const views: Record<string, View> = {
  'sign-in': {
    path: '/sign-in',
    isPublic: true,
    show: async (page) => {
      await page.getByLabel('API key', { exact: true }).fill('pocm_not_a_key')
      await page.getByRole('button', { name: 'Sign in' }).click()
      await page.getByText('This key is not valid').waitFor()
    },
  },
  'not found': {
    path: '/nowhere',
    isPublic: true,
    show: (page) => page.getByRole('heading', { name: 'Page not found' }).waitFor(),
  },
  overview: {
    path: '/?country=ES&gateway=adyen',
    show: showOverview,
  },
  'overview as a table': {
    path: '/',
    show: async (page) => {
      await showOverview(page)
      await page.getByRole('radiogroup', { name: 'Show as' }).getByText('Table').click()
      await page.getByRole('table').waitFor()
    },
  },
  'about a figure': {
    path: '/',
    show: async (page) => {
      await showOverview(page)
      await page.getByRole('button', { name: 'About Orders', exact: true }).click()
      await page.getByRole('dialog', { name: 'About Orders' }).waitFor()
    },
  },
  'range picker': {
    path: '/',
    show: async (page) => {
      await showOverview(page)
      await page.getByRole('button', { name: 'Last 30 days' }).click()
      await page.getByRole('table').waitFor()
    },
  },
  'user menu': {
    path: '/',
    show: async (page) => {
      await showOverview(page)
      await page.getByRole('button', { name: /^Account/ }).click()
      await page.getByRole('button', { name: 'Sign out' }).waitFor()
    },
  },
  'empty overview': {
    path: '/?from=2020-01-01&to=2020-01-02',
    show: (page) => page.getByText('No events in this range').waitFor(),
  },
  funnels: {
    path: '/funnels?breakdown=channel&step=product.viewed%3Bcategory%3Dpatches&step=cart.item_added',
    show: async (page) => {
      await page.locator('[data-panel="funnel"][data-state="ready"]').waitFor()
      await page.locator('[data-panel="top_paths"]').scrollIntoViewIfNeeded()
      await page.locator('[data-panel="journeys"] [role=img] svg').waitFor()
    },
  },
  'a lot': {
    path: '/lots/LOT-BAD',
    show: async (page) => {
      await page.locator('[data-panel="lot_facts"][data-state="ready"]').waitFor()
      await page.locator('[data-panel="lot_reports"]').scrollIntoViewIfNeeded()
      await page.locator('[data-panel="lot_reports"][data-state="ready"]').waitFor()
    },
  },
  'a trace': {
    path: '/lots/LOT-BAD',
    show: async (page) => {
      await page.locator('[data-panel="lot_reports"]').scrollIntoViewIfNeeded()
      await page.getByRole('link', { name: 'report-LOT-BAD-3' }).click()
      await page.getByRole('list', { name: 'What happened around it' }).waitFor()
    },
  },
  'an event': {
    path: '/live',
    show: async (page) => {
      await page.getByText('Connected', { exact: true }).waitFor()
      await service.send([{ ...payment(`axe-${++sentEvents}`), action: 'failed' }])
      await page.getByRole('listitem').filter({ hasText: 'axe-' }).first().getByRole('button').click()
      await page.getByRole('dialog').waitFor()
    },
  },
}

const onlyWide: typeof views = {
  'add a filter': {
    path: '/',
    show: async (page) => {
      await showOverview(page)
      await page.getByRole('button', { name: 'Filter', exact: true }).click()
      await page.getByRole('button', { name: 'Country', exact: true }).click()
      await page.getByRole('checkbox', { name: 'ES' }).waitFor()
    },
  },
  'time zones': {
    path: '/',
    show: async (page) => {
      await showOverview(page)
      await page.getByRole('button', { name: /^Time zone/ }).click()
      await page.getByRole('button', { name: /Africa\/Abidjan/ }).waitFor()
    },
  },
}

const onlyPhone: typeof views = {
  'filter sheet': {
    path: '/?country=ES',
    show: async (page) => {
      await showOverview(page)
      await page.getByRole('button', { name: 'Filters (1)' }).click()
      await page.getByText('Channel', { exact: true }).click()
      await page.getByRole('checkbox', { name: 'web' }).waitFor()
    },
  },
}

for (const [width, viewport, more] of [
  ['1440', wide, onlyWide],
  ['390', phone, onlyPhone],
] as const) {
  describe(`${width} px`, () => {
    for (const [name, { path, isPublic, show }] of Object.entries({ ...views, ...more })) {
      test(`${name} has no accessibility violation, light or dark, and does not scroll sideways`, async () => {
        const page = isPublic
          ? await openPage(browser, service.url, { viewport })
          : await openSignedIn(browser, service.url, path, { viewport })
        if (isPublic) await page.goto(path)
        await show(page)
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme })
          await page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor()
          expect(await violationsOf(page, colorScheme === 'light' ? 'all' : 'colours'), colorScheme).toEqual([])
        }
        expect(await isOverflowing(page)).toBe(false)
      })
    }
  })
}

test('the colours follow the system until one scheme is chosen, which a reload keeps', async () => {
  const page = await openOwnSession(browser, service.url, '/', { colorScheme: 'dark' })
  const scheme = () => page.locator('html').getAttribute('data-mantine-color-scheme')
  await showOverview(page)
  expect(await scheme()).toBe('dark')
  await page.getByRole('button', { name: /^Account/ }).click()
  await page.getByRole('radiogroup', { name: 'Colours' }).getByText('Light').click()
  await page.locator('html[data-mantine-color-scheme=light]').waitFor()
  // Before any of our code ran, so that nothing flashes.
  const { promise: held, resolve: release } = Promise.withResolvers<void>()
  await page.route('**/assets/index-*.js', async (route) => {
    await held
    await route.continue()
  })
  await page.goto('/', { waitUntil: 'commit' })
  await page.locator('html[data-mantine-color-scheme=light]').waitFor({ state: 'attached' })
  expect(await page.evaluate('document.getElementById("root")?.childElementCount ?? 0')).toBe(0)
  release()
  await showOverview(page)
  expect(await scheme()).toBe('light')
})

test('the text is set in Inter, which comes with the page', async () => {
  const page = await openSignedIn(browser, service.url)
  await showOverview(page)
  const loaded = '[...document.fonts].some((it) => it.family.includes("Inter Variable") && it.status === "loaded")'
  expect(await page.evaluate(loaded)).toBe(true)
})

test('the keyboard reaches figures, their explanation and the chart', async () => {
  const page = await openSignedIn(browser, service.url)
  await showOverview(page)
  await page.keyboard.press('Tab')
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to content')
  await page.keyboard.press('Enter')
  expect(await page.evaluate('document.activeElement.id')).toBe('content')

  await card(page, 'orders').getByRole('button', { name: 'Orders', exact: true }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Orders', level: 2 }).waitFor()
  await page.waitForURL('**/?metric=orders')

  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  const about = page.getByRole('dialog', { name: 'About Orders' })
  await about.getByText('How many orders were placed?').waitFor()
  await page.keyboard.press('Escape')
  await about.waitFor({ state: 'hidden' })
  await page.locator('button[aria-label="About Orders"]:focus').waitFor()

  const chart = page.getByRole('application', { name: /^Orders/ })
  await chart.focus()
  await page.keyboard.press('End')
  // The newest order lies an hour back, which soon after midnight is yesterday.
  const ordersToday = new Date(Date.now() - 3_600_000).getUTCDate() === new Date().getUTCDate() ? 1 : 0
  // The day before the range lies before the first event: a gap, and no zero.
  await chart.getByText(new RegExp(`: ${ordersToday}\\. Before, .*: –\\.`)).waitFor({ state: 'attached' })
  await page.keyboard.press('ArrowLeft')
  await chart.getByText('Before,').waitFor({ state: 'attached' })
  await page.keyboard.press('Escape')
  await chart.getByText('Before,').waitFor({ state: 'detached' })
})

test('the overview needs less than 350 kB of script', async () => {
  const page = await openPage(browser, service.url)
  const scripts: Promise<Buffer>[] = []
  page.on('response', (response) => {
    if (new URL(response.url()).pathname.endsWith('.js')) scripts.push(response.body())
  })
  await signIn(page)
  await showOverview(page)
  const bytes = (await Promise.all(scripts)).reduce((sum, script) => sum + gzipSync(script).length, 0)
  expect(bytes).toBeLessThan(350_000)
})
