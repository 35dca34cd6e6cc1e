import { readFile } from 'node:fs/promises'
import { parse } from 'csv-parse/sync'
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { expect, onTestFinished } from 'vitest'
import { adminKey } from '../service.ts'

export const wide = { width: 1440, height: 900 }
export const phone = { width: 390, height: 844 }

/** What the browser says when it was refused, which every page without a session is once. */
const refusal = /status of 401/

/**
 * Opens a page in a context of its own, without animations: each frame of one costs processor time. It closes with the
 * test, which fails if the page threw, was stopped by its content security policy, or logged an error.
 */
export async function openPage(
  browser: Browser,
  baseURL: string,
  options: BrowserContextOptions = {},
  expected: RegExp = refusal,
): Promise<Page> {
  const context = await browser.newContext({
    baseURL,
    viewport: wide,
    colorScheme: 'light',
    reducedMotion: 'reduce',
    ...options,
  })
  // Longer than a page needs beside other work; what never comes still ends before the test does.
  context.setDefaultTimeout(120_000)
  const page = await context.newPage()
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' && !expected.test(message.text())) faults.push(message.text())
  })
  onTestFinished(async () => {
    await context.close()
    expect(faults).toEqual([])
  })
  return page
}

/** Signs in through the link that carries the key, and waits for the page that it leads to. */
export async function signIn(page: Page, path = '/'): Promise<void> {
  await page.goto(`/sign-in?return=${encodeURIComponent(path)}#key=${adminKey}`)
  await page.getByRole('navigation', { name: 'Rooms' }).waitFor()
}

/** A page of someone signed in. */
export async function openSignedIn(
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

/** What a panel gives as CSV, row by row. */
export async function csvOf(page: Page, panel: Locator): Promise<string[][]> {
  await panel.getByRole('button', { name: /^More for/ }).click()
  const saved = page.waitForEvent('download')
  await page.getByRole('menuitem', { name: 'Download CSV' }).click()
  const text = await readFile(await (await saved).path(), 'utf8')
  return parse(text)
}

/** Scrolls through a page until each of its panels shows what it has. */
export async function showPanels(page: Page): Promise<void> {
  await comeNear(page)
  await page.locator('section[data-panel]').first().waitFor()
  const panels = await page.locator('section[data-panel]').all()
  for (const panel of panels) await showPanel(page, (await panel.getAttribute('data-panel')) ?? '')
}
