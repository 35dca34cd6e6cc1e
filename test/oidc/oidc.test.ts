import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createApiKey } from '../../src/access/api-keys.ts'
import { type Answer, request, startService, until } from '../service.ts'
import { openBrowser } from './browser.ts'
import { type Claims, clientId, clientSecret, startProvider, type TestProvider } from './provider.ts'

let provider: TestProvider
let service: Awaited<ReturnType<typeof startService>>
beforeAll(async () => {
  provider = await startProvider()
  service = await startService({
    ...{ POCM_LOG_LEVEL: 'fatal', POCM_OIDC_ISSUER: provider.issuer, POCM_OIDC_NAME: 'Clinic ID' },
    ...{ POCM_OIDC_CLIENT_ID: clientId, POCM_OIDC_CLIENT_SECRET: clientSecret },
  })
  await provider.serveFor(service.url)
})
afterAll(async () => {
  await service.stopAndClean()
  await provider.close()
})

const codeOf = ({ status, body }: Answer) => [status, body.code]

async function openTenant() {
  const tenantId = `tenant-${randomUUID().slice(0, 8)}`
  const { key } = await createApiKey(service.service.db, { tenantId, name: 'admin', scopes: ['admin'] })
  const call = (method: string, path: string, body?: unknown) =>
    request(service.url, method, path, body, { authorization: `Bearer ${key}` })
  return { tenantId, call }
}

/** Signs a person in, in a browser of their own; the provider's sign-in page has no form. */
async function signIn(subject: string, claims: Claims, browser = openBrowser(), path = '/auth/oidc/start') {
  provider.signInAs(subject, claims)
  const last = await browser.go(service.url + path)
  const text = await last.text()
  const body = last.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text
  const call = (method: string, path: string, body?: unknown) =>
    request(service.url, method, path, body, {
      ...{ authorization: '', cookie: browser.cookie(service.url), origin: service.url },
    })
  return { answer: { status: last.status, headers: last.headers, body }, url: last.url, call, browser }
}

test('a person signs in by the provider, and has the tenant and the role of their claims', async () => {
  const { tenantId, call } = await openTenant()
  const email = `${tenantId}@clinic.example`
  const claims = { tenant_id: tenantId, role: 'analyst', email, email_verified: true, name: 'Ana Example' }
  const ana = await signIn('ana', claims, openBrowser(), '/auth/oidc/start?return=/payments%3Frange%3D7d')
  expect(ana.url).toBe(`${service.url}/payments?range=7d`)
  const session = await ana.call('GET', '/auth/session')
  expect(session.body).toMatchObject({
    ...{ tenant_id: tenantId, name: email, role: 'analyst', scopes: ['analytics:read', 'analytics:write'] },
  })
  const { people } = (await call('GET', '/analytics/people')).body
  expect(people).toMatchObject([
    { email, name: 'Ana Example', issuer: provider.issuer, subject: 'ana', status: 'active' },
  ])
  expect(people[0].id).toBe(session.body.person_id)
  const { entries } = (await call('GET', '/analytics/compliance/audit')).body
  const of = (action: string) => entries.find((it: { action: string }) => it.action === action)
  expect(of('person.joined')).toMatchObject({ actor_key: people[0].id, before: null, after: { role: 'analyst' } })
  expect(of('session.begun')).toMatchObject({ actor: email, actor_kind: 'session', actor_key: people[0].id })
})

test.each([
  '//evil.example',
  '/\\evil.example',
  '/\t/evil.example',
  '/\n/evil.example',
  '/ /x',
  'https://evil.example',
  '\t//x',
  '',
])('no redirect leads to %j', async (path) => {
  const answer = await fetch(`${service.url}/auth/oidc/start?return=${encodeURIComponent(path)}`, {
    redirect: 'manual',
  })
  expect([answer.status, answer.headers.get('location')]).toEqual([422, null])
})

test('the page learns the ways to sign in', async () => {
  const { body } = await request(service.url, 'GET', '/auth/methods', undefined, { authorization: '' })
  expect(body).toEqual({ api_key: true, oidc: { name: 'Clinic ID', start: '/auth/oidc/start' } })
})

test('a request for a code has PKCE, state and nonce, and cookies tell nothing of them', async () => {
  const browser = openBrowser()
  const response = await browser.step(`${service.url}/auth/oidc/start`)
  expect(response.status).toBe(302)
  const asked = new URL(response.headers.get('location') ?? '').searchParams
  expect(Object.fromEntries(asked)).toMatchObject({
    ...{ client_id: clientId, response_type: 'code', scope: 'openid email profile', code_challenge_method: 'S256' },
    redirect_uri: `${service.url}/auth/oidc/callback`,
  })
  for (const name of ['state', 'nonce', 'code_challenge']) expect(asked.get(name)?.length, name).toBeGreaterThan(40)
  const set = response.headers.get('set-cookie') ?? ''
  expect(set).toMatch(/^pocm_sign_in=.*Max-Age=600; Path=\/; HttpOnly; SameSite=Lax$/)
  for (const name of ['state', 'nonce']) expect(set).not.toContain(asked.get(name))
})

test.each([
  ['no tenant and no invitation', { role: 'viewer' }, 'not_invited'],
  ['a tenant that there is not', { tenant_id: 'no-such-tenant', role: 'admin' }, 'unknown_tenant'],
  ['a tenant that is none', { tenant_id: ['demo'], role: 'admin' }, 'unknown_tenant'],
  ['a tenant and no role', { tenant_id: 'demo' }, 'not_invited'],
  ['a role that there is not', { tenant_id: 'demo', role: 'captain' }, 'not_invited'],
])('a sign-in with claims of %s is refused', async (_, claims, code) => {
  const { answer, call } = await signIn(`stranger-${randomUUID()}`, claims)
  expect(codeOf(answer)).toEqual([403, code])
  expect((await call('GET', '/auth/session')).status).toBe(401)
})

test('a refused sign-in leads to the sign-in page, with the cause', async () => {
  provider.signInAs('lost', { tenant_id: 'no-such-tenant', role: 'admin' })
  const browser = openBrowser()
  let url = `${service.url}/auth/oidc/start`
  for (let hops = 0; hops < 10 && !url.includes('/sign-in?'); hops++) {
    const response = await browser.step(url, { headers: { accept: 'text/html' } })
    url = new URL(response.headers.get('location') ?? '', url).href
  }
  expect(url).toBe(`${service.url}/sign-in?problem=unknown_tenant`)
})

test('a callback with another state, without its cookie, or a second time begins nothing', async () => {
  const { tenantId } = await openTenant()
  provider.signInAs('state', { tenant_id: tenantId, role: 'viewer' })
  /** Up to the provider's answer, which is kept from the service. */
  const halfway = async () => {
    const browser = openBrowser()
    let url = `${service.url}/auth/oidc/start`
    while (!url.includes('/auth/oidc/callback')) {
      url = new URL((await browser.step(url)).headers.get('location') ?? '', url).href
    }
    return { browser, url }
  }
  const statusOf = async (response: Response) => [response.status, ((await response.json()) as { code: string }).code]
  const one = await halfway()
  const other = new URL(one.url)
  other.searchParams.set('state', 'another')
  expect(await statusOf(await one.browser.step(other.href))).toEqual([401, 'sign_in_failed'])
  // The sign-in that was begun is over with it.
  expect(await statusOf(await one.browser.step(one.url))).toEqual([401, 'sign_in_failed'])

  const two = await halfway()
  expect(await statusOf(await openBrowser().step(two.url))).toEqual([401, 'sign_in_failed'])
  const { browser: thief } = await halfway()
  expect(await statusOf(await thief.step(two.url))).toEqual([401, 'sign_in_failed'])
  const pending = two.browser.cookie(service.url)
  expect((await two.browser.step(two.url)).status).toBe(302)
  const again = await openBrowser().step(two.url, { headers: { cookie: pending } })
  expect(await statusOf(again)).toEqual([401, 'sign_in_failed'])
})

test('keys of the provider are rotated, and the next sign-in holds', async () => {
  const { tenantId } = await openTenant()
  const claims = { tenant_id: tenantId, role: 'viewer' }
  expect((await (await signIn('rita', claims)).call('GET', '/auth/session')).status).toBe(200)
  await provider.rotateKeys()
  expect((await (await signIn('rita', claims)).call('GET', '/auth/session')).status).toBe(200)
})

test('a new sign-in of a browser ends the session that it had', async () => {
  const { tenantId } = await openTenant()
  const claims = { tenant_id: tenantId, role: 'viewer' }
  const first = await signIn('nina', claims)
  const before = first.browser.cookie(service.url)
  await signIn('nina', claims, first.browser)
  const old = await request(service.url, 'GET', '/auth/session', undefined, { authorization: '', cookie: before })
  expect(old.status).toBe(401)
  expect((await first.call('GET', '/auth/session')).status).toBe(200)
})

test('a person who was removed is out at once, and the provider does not bring them back', async () => {
  const { tenantId, call } = await openTenant()
  const claims = { tenant_id: tenantId, role: 'analyst' }
  const tom = await signIn('tom', claims)
  const { person_id: id } = (await tom.call('GET', '/auth/session')).body
  expect((await call('DELETE', `/analytics/people/${id}`)).status).toBe(204)
  expect((await tom.call('GET', '/auth/session')).status).toBe(401)
  expect(codeOf((await signIn('tom', claims)).answer)).toEqual([403, 'person_removed'])
})

test('signing out ends the session here, and returns where it ends with the provider; back-channel logout ends it too', async () => {
  const { tenantId, call } = await openTenant()
  const claims = { tenant_id: tenantId, role: 'viewer' }
  const here = await signIn('uma', claims)
  const out = await here.call('POST', '/auth/sign-out')
  expect(out.status).toBe(200)
  const end = new URL(out.body.end_session_url)
  expect(end.origin).toBe(provider.issuer)
  expect(Object.fromEntries(end.searchParams)).toEqual({
    ...{ client_id: clientId, post_logout_redirect_uri: `${service.url}/sign-in` },
  })
  expect((await here.call('GET', '/auth/session')).status).toBe(401)

  // Two browsers, each with a session of its own at the provider; one of them signs out there.
  const [one, two] = [await signIn('uma', claims), await signIn('uma', claims)]
  const page = await (await one.browser.go(end.href)).text()
  const action = /action="([^"]+)"/.exec(page)?.[1] ?? ''
  const xsrf = /name="xsrf" value="([^"]+)"/.exec(page)?.[1] ?? ''
  const body = new URLSearchParams({ xsrf, logout: 'yes' })
  const left = await one.browser.step(action, { method: 'POST', body })
  expect(left.headers.get('location')).toContain(`${service.url}/sign-in`)
  await until(async () => (await one.call('GET', '/auth/session')).status === 401, 10_000)
  expect((await two.call('GET', '/auth/session')).status).toBe(200)
  const { entries } = (await call('GET', '/analytics/compliance/audit?action=sessions.ended')).body
  expect(entries[0]).toMatchObject({ resource: 'POST /auth/oidc/backchannel-logout', details: { ended: 1 } })
})

test('a person signs by a sign-in that is fresh, and not by one of before', async () => {
  const { tenantId, call } = await openTenant()
  const claims = { tenant_id: tenantId, role: 'admin', name: 'Ana Example' }
  const ana = await signIn(`signer-${tenantId}`, claims)
  await call('PATCH', '/analytics/tenant', { signatures_required: true })
  const path = '/analytics/compliance/access-review'
  const review = async ({ browser }: { browser: ReturnType<typeof openBrowser> }) => {
    const { digest } = (await call('GET', path)).body
    return request(
      service.url,
      'POST',
      path,
      { digest, note: 'looked at' },
      {
        ...{ authorization: '', cookie: browser.cookie(service.url), origin: service.url },
        'x-signature-meaning': 'reviewed',
      },
    )
  }
  const refused = await review(ana)
  expect([...codeOf(refused), refused.body.sign_in]).toEqual([403, 'signature_required', '/auth/oidc/start?fresh=true'])
  const again = await signIn(
    `signer-${tenantId}`,
    claims,
    ana.browser,
    '/auth/oidc/start?fresh=true&return=/compliance',
  )
  expect(again.url).toBe(`${service.url}/compliance`)
  expect((await review(again)).status).toBe(200)
  const { entries } = (await call('GET', '/analytics/compliance/audit?action=access.reviewed&outcome=succeeded')).body
  expect(entries[0].details.signature).toMatchObject({ name: 'Ana Example', meaning: 'reviewed', method: 'oidc' })
})
