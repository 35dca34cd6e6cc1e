import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Browser, openBrowser } from '../oidc/browser.ts'
import { request, startService, until } from '../service.ts'
import { type KeycloakServer, startKeycloak } from './keycloak.ts'
import { application, clientId, clientSecret, importRealm, password, program, realm } from './keycloak-realm.ts'
import { freePort } from './server.ts'

/** Sign-in and tokens by Keycloak: its realm, its login form, its logout, its keys. */
let keycloak: KeycloakServer
let service: Awaited<ReturnType<typeof startService>>
let issuer: string
beforeAll(async () => {
  const port = await freePort()
  keycloak = await startKeycloak()
  issuer = `${keycloak.url}/realms/${realm}`
  await importRealm(keycloak, `http://127.0.0.1:${port}`)
  service = await startService({
    ...{ PORT: String(port), POCM_LOG_LEVEL: 'fatal' },
    ...{ POCM_OIDC_ISSUER: issuer, POCM_OIDC_CLIENT_ID: clientId, POCM_OIDC_CLIENT_SECRET: clientSecret },
    ...{ POCM_OIDC_ROLE_CLAIM: 'groups', POCM_OIDC_ROLES: 'analytics-admins=admin,quality-team=quality' },
    ...{ POCM_JWKS_URL: `${issuer}/protocol/openid-connect/certs`, POCM_JWT_ISSUER: issuer },
  })
})
afterAll(async () => {
  await service?.stopAndClean()
  await keycloak?.stop()
})

const formOf = (page: string) => {
  const action = /<form[^>]* action="([^"]+)"/.exec(page)?.[1]
  if (action === undefined) throw new Error(`there is no form in ${page.slice(0, 500)}`)
  return action.replaceAll('&amp;', '&')
}
const send = (browser: Browser, action: string, fields: Record<string, string>) =>
  browser.go(action, { method: 'POST', body: new URLSearchParams(fields) })

/** Signs a person in by the provider's form, in a browser of their own. */
async function signIn(username: string, secret = password, browser = openBrowser()) {
  const page = await (await browser.go(`${service.url}/auth/oidc/start?return=/health`)).text()
  const answer = await send(browser, formOf(page), { username, password: secret })
  const call = (method: string, path: string, body?: unknown) =>
    request(service.url, method, path, body, {
      ...{ authorization: '', cookie: browser.cookie(service.url), origin: service.url },
    })
  return { browser, answer, call }
}

async function tokenOf(fields: Record<string, string>) {
  const body = new URLSearchParams(fields)
  const answer = await fetch(`${issuer}/protocol/openid-connect/token`, { method: 'POST', body })
  const tokens = (await answer.json()) as { access_token: string; refresh_token: string }
  if (!answer.ok) throw new Error(JSON.stringify(tokens))
  return tokens
}
const applicationToken = (more: Record<string, string>) => tokenOf({ client_id: application, ...more })
const callWith = (token: string, path = '/auth/session') =>
  request(service.url, 'GET', path, undefined, { authorization: `Bearer ${token}` })

test('people sign in by the form of Keycloak, and have the tenant and the role of their claims', async () => {
  const ana = await signIn('ana')
  expect(ana.answer.url).toBe(`${service.url}/health`)
  expect((await ana.call('GET', '/auth/session')).body).toMatchObject({
    ...{ tenant_id: 'demo', name: 'ana@clinic.example', role: 'admin', scopes: ['admin'] },
  })
  const quinn = await signIn('quinn')
  expect((await quinn.call('GET', '/auth/session')).body).toMatchObject({ tenant_id: 'demo', role: 'quality' })
  const { people } = (await ana.call('GET', '/analytics/people')).body
  expect(people.map((it: { email: string; issuer: string }) => [it.email, it.issuer])).toEqual([
    ['ana@clinic.example', issuer],
    ['quinn@clinic.example', issuer],
  ])
})

test('a wrong password, and a person whose groups give no role, get no session', async () => {
  const wrong = await signIn('ana', 'not the password')
  expect(new URL(wrong.answer.url).origin).toBe(keycloak.url)
  expect((await wrong.call('GET', '/auth/session')).status).toBe(401)
  const rob = await signIn('rob')
  expect([rob.answer.status, ((await rob.answer.json()) as { code: string }).code]).toEqual([403, 'not_invited'])
})

test('the provider refuses a request for a code without PKCE, and the service sends S256', async () => {
  const response = await openBrowser().step(`${service.url}/auth/oidc/start`)
  const asked = new URL(response.headers.get('location') ?? '')
  expect(asked.searchParams.get('code_challenge_method')).toBe('S256')
  for (const name of ['code_challenge', 'code_challenge_method']) asked.searchParams.delete(name)
  const refused = await openBrowser().step(asked.href)
  expect(refused.headers.get('location')).toContain('code_challenge_method')
})

test('signing out at the provider ends the session here by back-channel logout', async () => {
  const [one, two] = [await signIn('quinn'), await signIn('quinn')]
  const out = await one.call('POST', '/auth/sign-out')
  expect(out.status).toBe(200)
  expect((await one.call('GET', '/auth/session')).status).toBe(401)
  expect((await two.call('GET', '/auth/session')).status).toBe(200)

  // A browser that signs in again is known to the provider, and asked for no password.
  const again = await one.browser.go(`${service.url}/auth/oidc/start?return=/health`)
  expect(again.url).toBe(`${service.url}/health`)
  expect((await callAs(one.browser)).status).toBe(200)
  const page = await (await one.browser.go(out.body.end_session_url)).text()
  const code = /name="session_code" value="([^"]+)"/.exec(page)?.[1] ?? ''
  const left = await send(one.browser, new URL(formOf(page), keycloak.url).href, {
    session_code: code,
    confirmLogout: 'Logout',
  })
  expect(new URL(left.url).origin, left.url).toBe(service.url)
  await until(async () => (await callAs(one.browser)).status === 401, 10_000)
  expect((await two.call('GET', '/auth/session')).status).toBe(200)
})

test('an administrator of the provider who ends the sessions of a person ends them here', async () => {
  const quinn = await signIn('quinn')
  const [{ id }] = (await keycloak.admin('GET', `/realms/${realm}/users?username=quinn`)) as [{ id: string }]
  await keycloak.admin('POST', `/realms/${realm}/users/${id}/logout`)
  await until(async () => (await quinn.call('GET', '/auth/session')).status === 401, 10_000)
})

test('a token of the provider is a bearer credential while it holds, and its refreshed successor after it', async () => {
  const first = await applicationToken({ grant_type: 'password', username: 'quinn', password })
  expect((await callWith(first.access_token)).body).toMatchObject({ tenant_id: 'demo', scopes: ['analytics:read'] })
  expect((await callWith(first.access_token, '/analytics/catalogue')).status).toBe(200)
  expect((await callWith(first.access_token, '/analytics/people')).status).toBe(403)
  await until(async () => (await callWith(first.access_token)).status === 401, 15_000)
  const next = await applicationToken({ grant_type: 'refresh_token', refresh_token: first.refresh_token })
  expect((await callWith(next.access_token)).status).toBe(200)
})

test('keys of the provider are rotated: what the old key signed ends with it, what the new key signs holds', async () => {
  const before = await tokenOf({
    grant_type: 'client_credentials',
    client_id: program.id,
    client_secret: program.secret,
  })
  expect((await callWith(before.access_token)).status).toBe(200)
  const { id: realmId } = (await keycloak.admin('GET', `/realms/${realm}`)) as { id: string }
  const providers = `/realms/${realm}/components?type=org.keycloak.keys.KeyProvider`
  const old = (await keycloak.admin('GET', providers)) as { id: string; providerId: string }[]
  await keycloak.admin('POST', `/realms/${realm}/components`, {
    ...{ name: 'rotated', providerId: 'rsa-generated', providerType: 'org.keycloak.keys.KeyProvider' },
    ...{ parentId: realmId, config: { priority: ['200'], algorithm: ['RS256'] } },
  })
  for (const { id, providerId } of old) {
    if (providerId === 'rsa-generated') await keycloak.admin('DELETE', `/realms/${realm}/components/${id}`)
  }
  expect((await (await signIn('quinn')).call('GET', '/auth/session')).status).toBe(200)
  const after = await tokenOf({
    grant_type: 'client_credentials',
    client_id: program.id,
    client_secret: program.secret,
  })
  await until(async () => (await callWith(after.access_token)).status === 200, 15_000)
  // Its key is gone from the set that was fetched since.
  expect((await callWith(before.access_token)).status).toBe(401)
})

const callAs = (browser: Browser) =>
  request(service.url, 'GET', '/auth/session', undefined, { authorization: '', cookie: browser.cookie(service.url) })
