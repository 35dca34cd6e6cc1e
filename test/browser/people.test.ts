import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { clientId, clientSecret, startProvider, type TestProvider } from '../oidc/provider.ts'
import { request, startService } from '../service.ts'
import { isOverflowing, violationsOf } from './accessibility.ts'
import { launch } from './chromium.ts'
import { addressOf, closeSession, openOwnSession, openPage, openSignedIn, phone, wide } from './visit.ts'

let provider: TestProvider
let service: Awaited<ReturnType<typeof startService>>
let browser: Browser
beforeAll(async () => {
  provider = await startProvider()
  ;[service, browser] = await Promise.all([
    startService({
      ...{ POCM_OIDC_ISSUER: provider.issuer, POCM_OIDC_NAME: 'Clinic ID' },
      ...{ POCM_OIDC_CLIENT_ID: clientId, POCM_OIDC_CLIENT_SECRET: clientSecret },
    }),
    launch(),
  ])
  await provider.serveFor(service.url)
})
afterAll(async () => {
  await closeSession(service.url)
  await service.stopAndClean()
  await provider.close()
})

/** What the browser says of calls that were refused, and of the provider's page, which asks for a font elsewhere. */
const refused = /status of 4\d\d|ERR_NAME_NOT_RESOLVED/

const rowOf = (page: Page, list: string, name: string) =>
  page.getByRole('list', { name: list }).getByRole('listitem').filter({ hasText: name })

test('an invited person signs in by the provider, works with their role, and is removed', async () => {
  const admin = await openOwnSession(browser, service.url, '/people')
  await admin.getByRole('heading', { name: 'People and keys' }).waitFor()
  await admin.getByText('No sign-ins or invitations yet.').waitFor()
  await admin.getByRole('button', { name: 'Invite' }).click()
  const form = admin.getByRole('form', { name: 'Invite' })
  await form.getByLabel('E-mail address').fill('ana@clinic.example')
  await form.getByLabel('Role').selectOption('analyst')
  await form.getByRole('button', { name: 'Add the invitation' }).click()
  await rowOf(admin, 'People', 'ana@clinic.example').getByText('invited until').waitFor()

  provider.signInAs('ana', { email: 'ana@clinic.example', email_verified: true, name: 'Ana Example' })
  const page = await openPage(browser, service.url)
  await page.goto('/live?type=payment')
  await page.getByRole('link', { name: 'Sign in with Clinic ID' }).click()
  await page.getByRole('heading', { name: 'Live' }).waitFor()
  expect(addressOf(page)).toBe('/live?type=payment')
  // What only admins may do is not offered to others.
  expect(await page.getByRole('link', { name: 'People and keys' }).count()).toBe(0)
  await page.goto('/people')
  await page.getByText('For administrators').waitFor()

  await admin.reload()
  const row = rowOf(admin, 'People', 'Ana Example')
  await row.getByText('last signed in').waitFor()
  await row.getByLabel('Role of Ana Example').selectOption('viewer')
  await expect
    .poll(async () => {
      const { people } = (await service.call('GET', '/analytics/people')).body
      return people[0].role
    })
    .toBe('viewer')
  await row.getByRole('button', { name: 'Remove Ana Example' }).click()
  const confirm = admin.getByRole('form', { name: 'Remove Ana Example?' })
  await confirm.getByLabel('Reason').fill('left the clinic')
  await confirm.getByRole('button', { name: 'Remove', exact: true }).click()
  await admin.getByText('No sign-ins or invitations yet.').waitFor()
  const { entries } = (await service.call('GET', '/analytics/compliance/audit?action=person.removed')).body
  expect(entries[0].reason).toBe('left the clinic')

  await page.goto('/live')
  await page.getByRole('link', { name: 'Sign in with Clinic ID' }).click()
  await page.getByText('Your account was removed from this workspace').waitFor()
})

test('a key is made with restrictions, rotated and revoked, and its secret is shown once', async () => {
  const page = await openSignedIn(browser, service.url, '/people', {}, refused)
  await page.getByRole('button', { name: 'New key' }).click()
  const form = page.getByRole('form', { name: 'New API key' })
  await form.getByLabel('Name').fill('shop page')
  await form.getByLabel('Pages that carry it').fill('https://shop.example/')
  await form.getByLabel('Event types').fill('payment')
  await form.getByLabel('Ends after').selectOption('90')
  await form.getByRole('button', { name: 'Make the key' }).click()
  await form.getByText('/allowed_origins/0 must be an origin').waitFor()
  await form.getByLabel('Pages that carry it').fill('https://shop.example')
  await form.getByRole('button', { name: 'Make the key' }).click()
  const status = page.getByRole('status').filter({ hasText: 'The secret is' })
  const secretShown = async () => (await status.locator('code').textContent()) ?? ''
  const first = await secretShown()
  const row = rowOf(page, 'API keys', 'shop page')
  await row.getByText('pages of https://shop.example · types payment · last used never · ends').waitFor()

  const send = async (key: string) => {
    const headers = { authorization: `Bearer ${key}`, origin: 'https://shop.example' }
    const event = { type: 'payment', action: 'captured' }
    return (await request(service.url, 'POST', '/analytics/ingest', event, headers)).status
  }
  // It holds, and the event is not whole.
  expect(await send(first)).toBe(422)
  await row.getByRole('button', { name: 'Rotate shop page' }).click()
  const rotate = page.getByRole('form', { name: 'Rotate shop page' })
  await rotate.getByLabel('The old secret remains valid for').selectOption('0')
  await rotate.getByRole('button', { name: 'Rotate', exact: true }).click()
  await expect.poll(secretShown).not.toBe(first)
  expect([await send(first), await send(await secretShown())]).toEqual([401, 422])

  await page.reload()
  await row.waitFor()
  expect(await status.count()).toBe(0)
  await row.getByRole('button', { name: 'Revoke shop page' }).click()
  const confirm = page.getByRole('form', { name: 'Revoke shop page?' })
  await confirm.getByRole('button', { name: 'Revoke', exact: true }).click()
  await row.waitFor({ state: 'detached' })
  // The last admin key stays, and the page says why.
  await page.getByRole('button', { name: 'Revoke POCM_ADMIN_KEY' }).click()
  await page.getByRole('form', { name: 'Revoke POCM_ADMIN_KEY?' }).getByRole('button', { name: 'Revoke' }).click()
  await page.getByText('Make another key with the scope admin first').waitFor()
}, 120_000)

test('a service account is made, gets a key of its own, and is revoked with it', async () => {
  const page = await openOwnSession(browser, service.url, '/people')
  await page.getByRole('button', { name: 'New account' }).click()
  const form = page.getByRole('form', { name: 'New service account' })
  await form.getByLabel('Name').fill('nightly export')
  await form.getByLabel('Owner').fill('ana@clinic.example')
  await form.getByLabel('Description').fill('Copies figures to the finance system')
  await form.getByLabel('Role').selectOption('analyst')
  await form.getByRole('button', { name: 'Make the account' }).click()
  const row = rowOf(page, 'Service accounts', 'nightly export')
  await row.getByText('0 API keys').waitFor()
  await row.getByRole('button', { name: 'Make a key of nightly export' }).click()
  await row.getByText('1 API key').waitFor()
  const key = (await page.getByRole('status').locator('code').textContent()) ?? ''
  const status = async () =>
    (await request(service.url, 'GET', '/auth/session', undefined, { authorization: `Bearer ${key}` })).status
  expect(await status()).toBe(200)
  await row.getByRole('button', { name: 'Revoke nightly export' }).click()
  await page.getByRole('form', { name: 'Revoke nightly export?' }).getByRole('button', { name: 'Revoke' }).click()
  await row.waitFor({ state: 'detached' })
  expect(await status()).toBe(401)
  await page.context().close()
})

test('signing out leads to where the session with the provider ends', async () => {
  provider.signInAs('boss', { tenant_id: 'demo', role: 'admin', name: 'Boss Example' })
  const page = await openPage(browser, service.url, {}, refused)
  await page.goto('/people')
  await page.getByRole('link', { name: 'Sign in with Clinic ID' }).click()
  await rowOf(page, 'People', 'Boss Example').getByText('(you)').waitFor()
  await page.getByRole('button', { name: /^Account/ }).click()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.waitForURL(`${provider.issuer}/**`)
})

describe.each([
  ['1440', wide],
  ['390', phone],
] as const)('%s px', (_, viewport) => {
  test('people, keys and their forms have no accessibility violation, and do not scroll sideways', async () => {
    const long = { email: 'a-rather-long-name-of-a-person@a-rather-long-name-of-a-clinic.example', role: 'viewer' }
    expect((await service.call('POST', '/analytics/people', long)).status).toBe(201)
    const page = await openSignedIn(browser, service.url, '/people', { viewport })
    await rowOf(page, 'People', long.email).waitFor()
    await rowOf(page, 'API keys', 'POCM_ADMIN_KEY').waitFor()
    await page.getByRole('button', { name: 'Invite' }).click()
    await page.getByRole('button', { name: 'New key' }).click()
    await page.getByRole('button', { name: `Remove ${long.email}` }).click()
    await page.getByRole('button', { name: 'Rotate POCM_ADMIN_KEY' }).click()
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      await page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor()
      expect(await violationsOf(page, colorScheme === 'light' ? 'all' : 'colours'), colorScheme).toEqual([])
    }
    expect(await isOverflowing(page)).toBe(false)
  })

  test('the sign-in page with a provider has no accessibility violation', async () => {
    const page = await openPage(browser, service.url, { viewport })
    await page.goto('/sign-in?problem=not_invited')
    await page.getByText('Your account has no role here yet').waitFor()
    await page.getByRole('link', { name: 'Sign in with Clinic ID' }).waitFor()
    expect(await violationsOf(page)).toEqual([])
    expect(await isOverflowing(page)).toBe(false)
  })
})
