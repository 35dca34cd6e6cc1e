import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startService } from '../service.ts'
import { isOverflowing, violationsOf } from './accessibility.ts'
import { launch } from './chromium.ts'
import { closeSession, openSignedIn, phone, wide } from './visit.ts'

let service: Awaited<ReturnType<typeof startService>>
let browser: Browser
beforeAll(async () => {
  ;[service, browser] = await Promise.all([startService(), launch()])
  await service.call('POST', '/analytics/api-keys', { name: 'shop', scopes: ['analytics:ingest'] })
})
afterAll(async () => {
  await closeSession(service.url)
  await service.stopAndClean()
})

const rowOf = (page: Page, list: string, name: string) =>
  page.getByRole('list', { name: list }).getByRole('listitem').filter({ hasText: name })
const lastEntry = async (action: string) =>
  (await service.call('GET', `/analytics/compliance/audit?action=${action}&outcome=succeeded&limit=1`)).body.entries[0]

test('small cells, two-person approval and signatures are set, each with its old and new value in the trail', async () => {
  const page = await openSignedIn(browser, service.url, '/settings')
  const form = page.getByRole('form', { name: 'Controls' })
  const save = form.getByRole('button', { name: 'Save the controls' })
  await save.waitFor()
  expect(await save.isDisabled()).toBe(true)
  await form.getByLabel('Small-cell threshold').fill('5')
  await form.getByLabel('Two-person approval').check()
  await form.getByLabel('Signatures').check()
  await form.getByLabel('Reason').fill('the policy of the company')
  await save.click()
  await form.getByText('Saved.').waitFor()
  expect(await lastEntry('tenant.changed')).toMatchObject({
    reason: 'the policy of the company',
    before: { small_cell: 0, two_person_approval: false, signatures_required: false },
    after: { small_cell: 5, two_person_approval: true, signatures_required: true },
  })
  // The next form on another page asks for a signature.
  await page.getByRole('link', { name: 'Compliance' }).click()
  await page.getByRole('link', { name: 'Access review' }).click()
  const review = page.getByRole('form', { name: 'Record the review' })
  await review.getByLabel('Note').fill('looked at')
  const record = review.getByRole('button', { name: 'Record the review' })
  expect(await record.isDisabled()).toBe(true)
  await review.getByLabel('API key').fill(service.key)
  await record.click()
  await page.getByText(/Last review: POCM_ADMIN_KEY/).waitFor()
  await page.getByRole('link', { name: 'Audit trail' }).click()
  await page
    .getByRole('button', { name: /Access reviewed/ })
    .first()
    .click()
  const signature = page.getByRole('dialog').getByRole('region', { name: 'Signature' })
  await signature.getByText(/^Signed by POCM_ADMIN_KEY, .*: reviewed$/).waitFor()
  expect(await violationsOf(page)).toEqual([])
  await service.call('PATCH', '/analytics/tenant', { two_person_approval: false, signatures_required: false })
}, 120_000)

test('the limits of a key are set and taken away, and what cannot be is refused with its reason', async () => {
  const page = await openSignedIn(browser, service.url, '/settings', {}, /status of 4\d\d/)
  const row = rowOf(page, 'Rate limits', 'Key shop')
  await row.getByRole('button', { name: 'Edit the limits of Key shop' }).click()
  const form = page.getByRole('form', { name: 'Limits of Key shop' })
  await form.getByLabel('Events per second').fill('1')
  await form.getByRole('button', { name: 'Save the limits' }).click()
  await form
    .getByRole('alert')
    .getByText(/at least 500/)
    .waitFor()
  await form.getByLabel('Events per second').fill('900')
  await form.getByLabel('Reason').fill('a slow shop')
  await form.getByRole('button', { name: 'Save the limits' }).click()
  await row.getByText('events: 900 per second · other calls: as the workspace').waitFor()
  expect(await lastEntry('rate_limits.changed')).toMatchObject({ reason: 'a slow shop' })
  await row.getByRole('button', { name: 'Edit the limits of Key shop' }).click()
  await form.getByLabel('Events per second').fill('')
  await form.getByRole('button', { name: 'Save the limits' }).click()
  await row.getByText('events: as the workspace').waitFor()
})

test('a role is made, changed, and deleted when no one has it', async () => {
  const page = await openSignedIn(browser, service.url, '/settings', {}, /status of 409/)
  await page.getByRole('button', { name: 'New role' }).click()
  const form = page.getByRole('form', { name: 'New role' })
  await form.getByLabel('Name').fill('auditor')
  await form.getByLabel('Read the audit trail').check()
  await form.getByRole('button', { name: 'Save the role' }).click()
  const row = rowOf(page, 'Roles', 'auditor')
  await row.getByText('compliance:audit').waitFor()
  await row.getByRole('button', { name: 'Edit auditor' }).click()
  await row.getByLabel('Read figures and masked events').check()
  await row.getByRole('button', { name: 'Save the role' }).click()
  await row.getByText('compliance:audit, analytics:read').waitFor()
  const invited = { email: 'ana@clinic.example', role: 'auditor' }
  const { id } = (await service.call('POST', '/analytics/people', invited)).body
  const remove = async () => {
    await row.getByRole('button', { name: 'Delete auditor' }).click()
    await row.getByRole('button', { name: 'Delete the role' }).click()
  }
  await remove()
  await row.getByRole('alert').waitFor()
  await row.getByRole('button', { name: 'Cancel' }).click()
  await service.call('DELETE', `/analytics/people/${id}`)
  await remove()
  await row.waitFor({ state: 'detached' })
  expect(await lastEntry('role.deleted')).toMatchObject({ after: null })
})

describe.each([
  ['1440', wide],
  ['390', phone],
] as const)('%s px', (_, viewport) => {
  test('the settings and their forms have no accessibility violation, and do not scroll sideways', async () => {
    const page = await openSignedIn(browser, service.url, '/settings', { viewport })
    await page.getByRole('button', { name: 'Edit the limits of Key shop' }).click()
    await page.getByRole('button', { name: 'New role' }).click()
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      await page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor()
      expect(await violationsOf(page, colorScheme === 'light' ? 'all' : 'colours'), colorScheme).toEqual([])
      const to = process.env.POCM_TEST_SHOTS
      if (to !== undefined)
        await page.screenshot({ path: `${to}/settings-${viewport.width}-${colorScheme}.png`, fullPage: true })
    }
    expect(await isOverflowing(page)).toBe(false)
  })
})
