import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startService } from '../service.ts'
import { openBrowser } from './browser.ts'
import { clientSecret } from './provider.ts'

/**
 * A provider that says whatever a test wants it to: signed or not, of whatever time, for whomever. A good one never would.
 */
let service: Awaited<ReturnType<typeof startService>>
let issuer = ''
let nonce = ''
let idToken: () => Promise<string> = async () => ''
let userinfo: object = {}
const good = await generateKeyPair('RS256')
const bad = await generateKeyPair('RS256')
let isAway = false

const server = createServer(async (request, response) => {
  const answer = (body: object, status = 200) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  if (isAway) return answer({}, 503)
  const { pathname } = new URL(request.url ?? '', issuer)
  if (pathname === '/.well-known/openid-configuration') {
    return answer({
      ...{ issuer, authorization_endpoint: `${issuer}/authorize`, token_endpoint: `${issuer}/token` },
      ...{ jwks_uri: `${issuer}/keys`, userinfo_endpoint: `${issuer}/userinfo`, response_types_supported: ['code'] },
      token_endpoint_auth_methods_supported: ['client_secret_post'],
      ...{ subject_types_supported: ['public'], id_token_signing_alg_values_supported: ['RS256'] },
    })
  }
  if (pathname === '/keys') {
    return answer({ keys: [{ ...(await exportJWK(good.publicKey)), kid: 'good', alg: 'RS256', use: 'sig' }] })
  }
  if (pathname === '/token') {
    const sent = new URLSearchParams(await text(request))
    const isClient = sent.get('client_id') === 'pocm' && sent.get('client_secret') === clientSecret
    if (!isClient || request.headers.authorization !== undefined) return answer({ error: 'invalid_client' }, 401)
    return answer({ access_token: 'a', token_type: 'Bearer', id_token: await idToken() })
  }
  if (pathname === '/userinfo') return answer(userinfo)
  return answer({}, 404)
})

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  service = await startService({
    ...{ POCM_LOG_LEVEL: 'fatal', POCM_OIDC_ISSUER: issuer, POCM_OIDC_CLIENT_ID: 'pocm' },
    POCM_OIDC_CLIENT_SECRET: clientSecret,
    ...{ POCM_OIDC_ROLE_CLAIM: 'realm_access.roles', POCM_OIDC_ROLES: 'boss=admin,staff=viewer' },
  })
})
afterAll(async () => {
  await service.stopAndClean()
  server.close()
})

const now = () => Math.floor(Date.now() / 1000)
interface Change {
  readonly claims?: JWTPayload
  readonly header?: { alg: string; kid?: string; typ?: string }
  readonly key?: Parameters<SignJWT['sign']>[0]
}
const sign = (claims: JWTPayload, { header = { alg: 'RS256', kid: 'good' }, key = good.privateKey }: Change = {}) =>
  new SignJWT(claims).setProtectedHeader(header).sign(key)
const idClaims = (more: JWTPayload = {}): JWTPayload => ({
  ...{ iss: issuer, aud: 'pocm', sub: 'ana', iat: now(), exp: now() + 300, nonce },
  ...{ tenant_id: 'demo', realm_access: { roles: ['staff'] } },
  ...more,
})

/** Begins a sign-in and comes back with a code: what the ID token then says is up to the test. */
async function signIn(change: () => Change = () => ({}), query = '') {
  const browser = openBrowser()
  const asked = new URL((await browser.step(`${service.url}/auth/oidc/start${query}`)).headers.get('location') ?? '')
  nonce = asked.searchParams.get('nonce') ?? ''
  idToken = async () => sign(idClaims(change().claims), change())
  userinfo = { sub: 'ana' }
  const state = asked.searchParams.get('state') ?? ''
  const response = await browser.step(`${service.url}/auth/oidc/callback?code=c&state=${state}`)
  const body = response.status === 302 ? undefined : ((await response.json()) as { code: string })
  const session = () => fetch(`${service.url}/auth/session`, { headers: { cookie: browser.cookie(service.url) } })
  return { outcome: [response.status, body?.code], session }
}

test('a token that holds lets in, with the role of the first value that the configuration names', async () => {
  const { outcome, session } = await signIn()
  expect(outcome).toEqual([302, undefined])
  expect(await (await session()).json()).toMatchObject({ role: 'viewer', tenant_id: 'demo' })
  const boss = await signIn(() => ({ claims: { sub: 'ana', realm_access: { roles: ['staff', 'boss'] } } }))
  expect(await (await boss.session()).json()).toMatchObject({ role: 'admin' })
})

test.each<[string, () => Change]>([
  ['another nonce', () => ({ claims: { nonce: 'another' } })],
  ['no nonce', () => ({ claims: { nonce: undefined } as never })],
  ['an end that is over', () => ({ claims: { exp: now() - 120, iat: now() - 600 } })],
  ['another audience', () => ({ claims: { aud: 'another' } })],
  ['another issuer', () => ({ claims: { iss: 'https://evil.example' } })],
  ['no subject', () => ({ claims: { sub: '' } })],
  ['a subject with a line break', () => ({ claims: { sub: 'a\nb' } })],
  ['the signature of another key', () => ({ key: bad.privateKey })],
  ['a key that there is not', () => ({ header: { alg: 'RS256', kid: 'unknown' }, key: bad.privateKey })],
  ['a shared secret', () => ({ header: { alg: 'HS256', kid: 'good' }, key: new TextEncoder().encode('x'.repeat(32)) })],
])('a token with %s is refused', async (_, change) => {
  const { outcome, session } = await signIn(change)
  expect(outcome).toEqual([401, 'sign_in_failed'])
  expect((await session()).status).toBe(401)
})

test.each<[string, number | undefined, number]>([
  ['now', 0, 302],
  ['an hour ago', 3_600, 401],
  ['without a time', undefined, 401],
])('a sign-in that has to be fresh, of one who gave their credential %s', async (_, ago, expected) => {
  const claims = ago === undefined ? {} : { auth_time: now() - ago }
  const { outcome } = await signIn(() => ({ claims }), '?fresh=true')
  expect(outcome[0]).toBe(expected)
})

test('clocks may differ by less than a minute', async () => {
  const { outcome } = await signIn(() => ({ claims: { exp: now() - 30, iat: now() - 330 } }))
  expect(outcome).toEqual([302, undefined])
})

test('an unsigned token is refused', async () => {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const { outcome } = await signIn(() => ({}))
  expect(outcome).toEqual([302, undefined])
  const browser = openBrowser()
  const asked = new URL((await browser.step(`${service.url}/auth/oidc/start`)).headers.get('location') ?? '')
  nonce = asked.searchParams.get('nonce') ?? ''
  idToken = async () => `${encode({ alg: 'none' })}.${encode(idClaims())}.`
  const callback = `${service.url}/auth/oidc/callback?code=c&state=${asked.searchParams.get('state')}`
  expect((await browser.step(callback)).status).toBe(401)
})

const logoutClaims = (more: object = {}) => ({
  ...{ iss: issuer, aud: 'pocm', iat: now(), exp: now() + 120, jti: String(Math.random()), sub: 'ana' },
  events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
  ...more,
})
const logout = async (token: string) => {
  const body = new URLSearchParams({ logout_token: token })
  return (await fetch(`${service.url}/auth/oidc/backchannel-logout`, { method: 'POST', body })).status
}

test.each<[string, () => Promise<string>]>([
  ['another audience', () => sign(logoutClaims({ aud: 'another' }))],
  ['another issuer', () => sign(logoutClaims({ iss: 'https://evil.example' }))],
  ['the signature of another key', () => sign(logoutClaims(), { key: bad.privateKey })],
  ['no logout event', () => sign(logoutClaims({ events: {} }))],
  ['no events', () => sign(logoutClaims({ events: undefined }))],
  ['a nonce, as an ID token has', () => sign(logoutClaims({ nonce: 'n' }))],
  ['neither a subject nor a session', () => sign(logoutClaims({ sub: undefined }))],
  ['an issue an hour ago', () => sign(logoutClaims({ iat: now() - 3_600 }))],
  ['an end that is over', () => sign(logoutClaims({ exp: now() - 120 }))],
  ['no form of a token', async () => 'nonsense'],
])('a logout token with %s ends nothing', async (_, token) => {
  const { session } = await signIn()
  expect(await logout(await token())).toBe(400)
  expect((await session()).status).toBe(200)
})

test('a logout token of a subject ends all of their sessions, and one of another none', async () => {
  const [one, two] = [await signIn(), await signIn()]
  expect(await logout(await sign(logoutClaims({ sub: 'unknown' })))).toBe(200)
  expect((await one.session()).status).toBe(200)
  expect(await logout(await sign(logoutClaims()))).toBe(200)
  expect([(await one.session()).status, (await two.session()).status]).toEqual([401, 401])
})

test('while the provider is unavailable no sign-in is reported as wrong', async () => {
  const browser = openBrowser()
  const asked = new URL((await browser.step(`${service.url}/auth/oidc/start`)).headers.get('location') ?? '')
  isAway = true
  try {
    const state = asked.searchParams.get('state')
    const response = await browser.step(`${service.url}/auth/oidc/callback?code=c&state=${state}`)
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([503, 'issuer_unavailable'])
  } finally {
    isAway = false
  }
})
