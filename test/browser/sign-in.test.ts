import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { adminKey, startService } from '../service.ts'
import { launch } from './chromium.ts'
import { addressOf, openOwnSession, openPage } from './visit.ts'

let service: Awaited<ReturnType<typeof startService>>
let browser: Browser
beforeAll(async () => {
  ;[service, browser] = await Promise.all([startService(), launch()])
})
afterAll(() => service.stopAndClean())

test('a key opens the page that was asked for, and the keyboard is enough', async () => {
  const page = await openPage(browser, service.url)
  await page.goto('/live?type=payment')
  await page.getByRole('heading', { name: 'From order to therapy' }).waitFor()
  expect(addressOf(page)).toBe('/sign-in?return=%2Flive%3Ftype%3Dpayment')
  await page.keyboard.press('Tab')
  await page.keyboard.type(adminKey)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Live' }).waitFor()
  expect(addressOf(page)).toBe('/live?type=payment')
})

test('a wrong key is reported, and can be corrected', async () => {
  const page = await openPage(browser, service.url)
  await page.goto('/sign-in')
  const field = page.getByLabel('API key', { exact: true })
  await field.fill('pocm_not_a_key')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByText('This key is not valid').waitFor()
  expect(await field.getAttribute('aria-invalid')).toBe('true')
  await field.fill(adminKey)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { name: 'Overview' }).waitFor()
})

test('a link with a key signs in at once and leaves no key behind', async () => {
  const page = await openOwnSession(browser, service.url, '/')
  expect(addressOf(page)).toBe('/')
  await page.goBack()
  expect(page.url()).not.toContain(adminKey)
  const [cookie] = await page.context().cookies()
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict' })
})

test('a link with a wrong key shows the form and why', async () => {
  const page = await openPage(browser, service.url)
  await page.goto('/sign-in#key=pocm_not_a_key')
  await page.getByText('This key is not valid').waitFor()
  expect(addressOf(page)).toBe('/sign-in')
})

test('a link asks before it replaces a session', async () => {
  const wanted = { name: 'another', scopes: ['analytics:read'] }
  const { key } = (await service.call('POST', '/analytics/api-keys', wanted)).body
  const page = await openOwnSession(browser, service.url, '/')
  await page.goto(`/sign-in#key=${key}`)
  await page.getByRole('heading', { name: 'Sign in as another?' }).waitFor()
  expect(page.url()).not.toContain(key)
  await page.getByRole('button', { name: 'Stay signed in' }).click()
  await page.getByRole('heading', { name: 'Overview' }).waitFor()
  await page.goto(`/sign-in?return=%2Flive#key=${key}`)
  await page.getByRole('button', { name: 'Use the key of the link' }).click()
  await page.getByRole('heading', { name: 'Live' }).waitFor()
})

test('the way back leads to this page only', async () => {
  const page = await openPage(browser, service.url)
  await page.goto(`/sign-in?return=${encodeURIComponent('//example.org/')}#key=${adminKey}`)
  await page.getByRole('heading', { name: 'Overview' }).waitFor()
  expect(new URL(page.url()).host).toBe(new URL(service.url).host)
})

test('signing out ends the session', async () => {
  const page = await openOwnSession(browser, service.url)
  await page.getByRole('button', { name: /^Account/ }).click()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('heading', { name: 'From order to therapy' }).waitFor()
  expect(await page.context().cookies()).toEqual([])
  await page.goto('/')
  await page.getByRole('heading', { name: 'From order to therapy' }).waitFor()
})

test('a session that ended while a page was open leads to the sign-in and back', async () => {
  const page = await openOwnSession(browser, service.url, '/?range=last_7_days')
  await page.getByText('No event has arrived yet').waitFor()
  await page.context().clearCookies()
  await page.getByRole('button', { name: 'Last 7 days' }).click()
  await page.getByRole('button', { name: 'Yesterday' }).click()
  await page.getByRole('heading', { name: 'From order to therapy' }).waitFor()
  expect(addressOf(page)).toBe('/sign-in?return=%2F%3Frange%3Dyesterday')
})

test('an address that leads nowhere says so', async () => {
  const page = await openPage(browser, service.url)
  await page.goto('/nowhere/at/all')
  await page.getByRole('heading', { name: 'Page not found' }).waitFor()
  await page.getByRole('link', { name: 'Back to the overview' }).click()
  await page.getByRole('heading', { name: 'From order to therapy' }).waitFor()
})
