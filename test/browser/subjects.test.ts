import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createApiKey } from '../../src/access/api-keys.ts'
import { startService } from '../service.ts'
import { isOverflowing, violationsOf } from './accessibility.ts'
import { launch } from './chromium.ts'
import { addressOf, closeSession, openPage, openSignedIn, phone, wide } from './visit.ts'

let service: Awaited<ReturnType<typeof startService>>
let browser: Browser
beforeAll(async () => {
  ;[service, browser] = await Promise.all([startService(), launch()])
  const base = { producer: 'site', occurred_at: '2026-10-02T10:00:00Z', user_id: 'ana' }
  const { body } = await service.call('POST', '/analytics/ingest', {
    ...{ ...base, type: 'user', action: 'registered' },
    data: { email: 'ana@clinic.example', name: 'Ana Example' },
  })
  await service.call('GET', `/analytics/events/${body.id}`)
  await service.call('POST', '/analytics/compliance/holds', { kind: 'subject', value: 'ana', reason: 'a lawsuit' })
})
afterAll(async () => {
  await closeSession(service.url)
  await service.stopAndClean()
})

test('the page of a person shows who read their data, holds, requests, and their events masked until they are asked for', async () => {
  const page = await openSignedIn(browser, service.url, '/subjects')
  await page.getByText('Choose a person or device').waitFor()
  const find = page.getByRole('form', { name: 'Find a person or device' })
  await find.getByLabel('Id').fill('ana')
  await find.getByRole('button', { name: 'Open' }).click()
  await page.getByRole('heading', { name: 'Person ana' }).waitFor()
  expect(addressOf(page)).toBe('/subjects?user_id=ana')
  await page.getByRole('button', { name: /Event read/ }).waitFor()
  await page.getByRole('list', { name: 'Legal holds' }).getByText('a lawsuit').waitFor()
  await page.getByText('No exports or erasures were requested.').waitFor()
  const events = page.getByRole('list', { name: 'Latest events' })
  await events.getByText('Values').click()
  await events.locator('pre').waitFor()
  expect(await events.locator('pre').textContent()).not.toContain('ana@clinic.example')
  await page.getByRole('button', { name: 'Show values' }).click()
  await page.getByText('The audit trail names you').waitFor()
  await events.getByText('ana@clinic.example').waitFor()
  const { entries } = (await service.call('GET', '/analytics/compliance/audit?action=personal.read&subject=ana')).body
  expect(entries).toHaveLength(1)
})

test('an id that is typed into the palette leads to the page, for those who may open it', async () => {
  const page = await openSignedIn(browser, service.url, '/people')
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Find a command' }).fill('device-77')
  await page.getByRole('option', { name: /Who read the data of device device-77/ }).click()
  await page.getByRole('heading', { name: 'Device device-77' }).waitFor()
  const { key } = await createApiKey(service.service.db, {
    tenantId: 'demo',
    name: 'reader',
    scopes: ['analytics:read'],
  })
  const reader = await openPage(browser, service.url)
  await reader.goto(`/sign-in?return=${encodeURIComponent('/subjects?user_id=ana')}#key=${key}`)
  await reader.getByText('You may not open this page').waitFor()
  await reader.keyboard.press('Control+k')
  await reader.getByRole('combobox', { name: 'Find a command' }).fill('device-77')
  await reader.getByText('No results for').waitFor()
})

describe.each([
  ['1440', wide],
  ['390', phone],
] as const)('%s px', (_, viewport) => {
  test('the page of a person has no accessibility violation, and does not scroll sideways', async () => {
    const page = await openSignedIn(browser, service.url, '/subjects?user_id=ana', { viewport })
    await page.getByRole('list', { name: 'Latest events' }).waitFor()
    await page.getByRole('list', { name: 'Entries of the audit trail' }).waitFor()
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      await page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor()
      expect(await violationsOf(page, colorScheme === 'light' ? 'all' : 'colours'), colorScheme).toEqual([])
      const to = process.env.POCM_TEST_SHOTS
      if (to !== undefined)
        await page.screenshot({ path: `${to}/subject-${viewport.width}-${colorScheme}.png`, fullPage: true })
    }
    expect(await isOverflowing(page)).toBe(false)
  })
})
