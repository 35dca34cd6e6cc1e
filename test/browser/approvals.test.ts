import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createApiKey } from '../../src/access/api-keys.ts'
import type { Scope } from '../../src/access/principal.ts'
import { startService } from '../service.ts'
import { isOverflowing, violationsOf } from './accessibility.ts'
import { launch } from './chromium.ts'
import { openPage, phone } from './visit.ts'

const scopes: readonly Scope[] = ['compliance:audit', 'compliance:export', 'compliance:erase']
let service: Awaited<ReturnType<typeof startService>>
let browser: Browser
beforeAll(async () => {
  ;[service, browser] = await Promise.all([startService(), launch()])
  await service.call('PATCH', '/analytics/tenant', { two_person_approval: true })
})
afterAll(() => service.stopAndClean())

async function openAs(name: string, section: string) {
  const { key } = await createApiKey(service.service.db, { tenantId: 'demo', name, scopes })
  const page = await openPage(browser, service.url, {}, /status of 4\d\d/)
  await page.goto(`/sign-in?return=${encodeURIComponent(`/compliance?section=${section}`)}#key=${key}`)
  await page.getByRole('navigation', { name: 'Pages' }).waitFor()
  return page
}

test('an erasure waits until another person, who sees whose it is, approves it', async () => {
  const ana = await openAs('ana', 'requests')
  await ana.getByRole('button', { name: 'New erasure' }).click()
  const form = ana.getByRole('form', { name: 'New erasure' })
  await form.getByLabel('Id', { exact: true }).fill('person-7')
  await form.getByLabel('Reason').fill('asked by the person')
  await form.getByLabel('Repeat the id').fill('person-7')
  await form.getByRole('button', { name: 'Request the erasure' }).click()
  await ana.getByText('Awaiting approval').waitFor()
  await ana.getByRole('button', { name: 'Decide' }).click()
  await ana.getByRole('button', { name: 'Approve' }).click()
  await ana.getByRole('alert').getByText('Another person has to decide').waitFor()

  const ben = await openAs('ben', 'requests')
  await ben.getByRole('button', { name: 'Decide' }).click()
  await ben.getByText('person-7').waitFor()
  await ben.setViewportSize(phone)
  expect([await violationsOf(ben), await isOverflowing(ben)]).toEqual([[], false])
  const reject = ben.getByRole('button', { name: 'Reject' })
  expect(await reject.isDisabled()).toBe(true)
  await ben.getByLabel('Reason').fill('identity checked')
  await ben.getByRole('button', { name: 'Approve' }).click()
  await ben.getByText('Done').waitFor()
  await ben.getByText(/approved by ben, .*: identity checked/).waitFor()
}, 180_000)
