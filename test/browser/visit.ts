import { readFile } from 'node:fs/promises'
import { parse } from 'csv-parse/sync'
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { expect, onTestFinished, vi } from 'vitest'
import { adminKey } from '../service.ts'

export const wide = { width: 1440, height: 900 }
export const phone = { width: 390, height: 844 }

/** What the browser says when it was refused, which every page without a session is once. */
const refusal = /status of 401/

// Without animations: each frame of one costs processor time.
const usual: BrowserContextOptions = { viewport: wide, colorScheme: 'light', reducedMotion: 'reduce' }

async function openContext(browser: Browser, options: BrowserContextOptions): Promise<BrowserContext> {
  const context = await browser.newContext({ ...usual, ...options })
  // Longer than a page needs beside other work; what never comes still ends before the test does.
  context.setDefaultTimeout(120_000)
  return context
}

/** Fails the test at its end if the page threw, was stopped by its content security policy, or logged an error. */
function watchPage(page: Page, expected: RegExp, close: () => Promise<void>): void {
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' && !expected.test(message.text())) faults.push(message.text())
  })
  onTestFinished(async () => {
    await close()
    expect(faults).toEqual([])
  })
}

/** Opens a page in a context of its own, which closes with the test. */
export async function openPage(
  browser: Browser,
  baseURL: string,
  options: BrowserContextOptions = {},
  expected: RegExp = refusal,
): Promise<Page> {
  const context = await openContext(browser, { baseURL, ...options })
  const page = await context.newPage()
  watchPage(page, expected, () => context.close())
  return page
}

/** What every page shows to a signed-in user. */
const waitForNavigation = (page: Page) => page.getByRole('navigation', { name: 'Pages' }).waitFor()

/** Signs in through the link that carries the key, and waits for the page that it leads to. */
export async function signIn(page: Page, path = '/'): Promise<void> {
  await page.goto(`/sign-in?return=${encodeURIComponent(path)}#key=${adminKey}`)
  await waitForNavigation(page)
}

/** A page in a context of its own that signed in: for a test that changes the session or what the browser keeps. */
export async function openOwnSession(
  browser: Browser,
  url: string,
  path = '/',
  options: BrowserContextOptions = {},
  expected: RegExp = refusal,
): Promise<Page> {
  const page = await openPage(browser, url, options, expected)
  await signIn(page, path)
  return page
}

const sessions = new Map<string, Promise<BrowserContext>>()

/** The context of a file's tests, signed in once: what a page has loaded, the next one need not compile again. */
async function openSession(browser: Browser, baseURL: string): Promise<BrowserContext> {
  const context = await openContext(browser, { baseURL })
  const page = await context.newPage()
  await signIn(page, '/live')
  await page.close()
  return context
}

/** Ends the session that the tests of a file shared. */
export async function closeSession(url: string): Promise<void> {
  await (await sessions.get(url))?.close()
  sessions.delete(url)
}

/** A page of a signed-in user, in the session that the tests of a file share; `closeSession` ends it. */
export async function openSignedIn(
  browser: Browser,
  url: string,
  path = '/',
  { viewport = wide, colorScheme = 'light' }: Pick<BrowserContextOptions, 'viewport' | 'colorScheme'> = {},
  expected: RegExp = refusal,
): Promise<Page> {
  const session = sessions.get(url) ?? openSession(browser, url)
  sessions.set(url, session)
  const page = await (await session).newPage()
  watchPage(page, expected, () => page.close())
  if (viewport !== null) await page.setViewportSize(viewport)
  await page.emulateMedia({ colorScheme })
  await page.goto(path)
  await waitForNavigation(page)
  return page
}

/** The address without the host, as one would copy it. */
export const addressOf = (page: Page): string => {
  const { pathname, search, hash } = new URL(page.url())
  return pathname + search + hash
}

export const card = (page: Page, metric: string) => page.locator(`article[data-metric="${metric}"]`)

/** The number on a card, as it stands there. */
export const figure = (page: Page, metric: string) => card(page, metric).locator('[data-figure]')

/** Scrolls to where panels are that come only then. */
async function comeNear(page: Page): Promise<void> {
  await page.locator('section[data-panel], [data-later-panels]').first().waitFor({ state: 'attached' })
  const later = page.locator('[data-later-panels]')
  if ((await later.count()) > 0) await later.scrollIntoViewIfNeeded()
}

/** A panel of a page, scrolled to, once it shows what it has or says why it has nothing. */
export async function showPanel(page: Page, id: string): Promise<Locator> {
  await comeNear(page)
  const panel = page.locator(`section[data-panel="${id}"]`).first()
  await panel.scrollIntoViewIfNeeded()
  await page.locator(`section[data-panel="${id}"]:not([data-state="loading"])`).first().waitFor()
  return panel
}

/**
 * Chooses an entry from the menu of a panel. A panel is drawn anew as answers arrive, and a click on what is just replaced
 * reaches nothing: it is repeated until the entry is there.
 */
export async function choose(page: Page, panel: Locator, entry: string): Promise<void> {
  const item = page.getByRole('menuitem', { name: entry })
  await vi.waitFor(
    async () => {
      if (!(await item.isVisible())) await panel.getByRole('button', { name: /^More for/ }).click()
      await item.click({ timeout: 5_000 })
    },
    { timeout: 120_000 },
  )
}

/** The file that an action hands over as a download. */
async function downloaded(page: Page, act: () => Promise<void>): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent('download'), act()])
  return readFile(await download.path(), 'utf8')
}

/** The same of a CSV file, row by row. */
export const readDownload = async (page: Page, act: () => Promise<void>): Promise<string[][]> =>
  parse(await downloaded(page, act))

/** The CSV file of a panel. */
export const downloadCsv = (page: Page, panel: Locator): Promise<string> =>
  downloaded(page, () => choose(page, panel, 'Download CSV'))

/** What a panel gives as CSV, row by row. */
export const csvOf = async (page: Page, panel: Locator): Promise<string[][]> => parse(await downloadCsv(page, panel))
