import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { createApiKey } from '../src/access/api-keys.ts'
import type { Scope } from '../src/access/principal.ts'
import { type Answer, adminKey, request, startService, until } from './service.ts'

let service: Awaited<ReturnType<typeof startService>>
beforeAll(async () => {
  service = await startService({ POCM_LOG_LEVEL: 'fatal', POCM_SESSION_IDLE_MINUTES: '30' })
})
afterAll(() => service.stopAndClean())

const codeOf = ({ status, body }: Answer) => [status, body.code]
const makeKey = (granted: Scope[], tenantId = 'demo') =>
  createApiKey(service.service.db, { tenantId, name: randomUUID(), scopes: granted })

/** A browser that keeps what it is given; `as` sends another cookie than the last. */
async function signIn(key: string, before = '', url = service.url) {
  let cookie = before
  const as =
    (sent: string) =>
    (method: string, path: string, body?: unknown, headers = {}) =>
      request(url, method, path, body, {
        authorization: '',
        cookie: sent,
        ...('no-origin' in headers ? {} : { origin: url }),
        ...headers,
      })
  const call: ReturnType<typeof as> = async (...asked) => {
    const answer = await as(cookie)(...asked)
    cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? cookie
    return answer
  }
  expect((await call('POST', '/auth/sign-in', { api_key: key })).status).toBe(204)
  return { call, as, cookie }
}
const ended = [401, 'unauthenticated']

test('signing out ends the session for every copy of its cookie', async () => {
  const { call, as, cookie } = await signIn(adminKey)
  expect((await as(cookie)('GET', '/auth/session')).status).toBe(200)
  expect((await call('POST', '/auth/sign-out')).status).toBe(204)
  const answer = await as(cookie)('GET', '/auth/session')
  expect(codeOf(answer)).toEqual(ended)
  expect(answer.body.detail).toBe('The session has ended. Sign in again.')
})

test('a new sign-in of one browser ends the old, that of another does not', async () => {
  const first = await signIn(adminKey)
  const other = await signIn(adminKey)
  const second = await signIn(adminKey, first.cookie)
  expect(codeOf(await first.as(first.cookie)('GET', '/auth/session'))).toEqual(ended)
  for (const { as, cookie } of [other, second]) expect((await as(cookie)('GET', '/auth/session')).status).toBe(200)
})

test('sessions are listed to their owner, and all of the tenant to its admin; each ends what it is shown', async () => {
  const [reader, admin] = [await makeKey(['analytics:read'], 'clinic'), await makeKey(['admin'], 'clinic')]
  const [one, two, boss] = [await signIn(reader.key), await signIn(reader.key), await signIn(admin.key)]
  const listed = async ({ call }: typeof one) => (await call('GET', '/auth/sessions')).body.sessions
  const own = await listed(one)
  expect(own).toHaveLength(2)
  expect(own.filter((it: { current: boolean }) => it.current)).toHaveLength(1)
  const all = await listed(boss)
  expect(all).toHaveLength(3)
  const bosses = all.find((it: { current: boolean }) => it.current)
  expect(codeOf(await one.call('DELETE', `/auth/sessions/${bosses.id}`))).toEqual([404, 'not_found'])
  const stranger = await signIn(adminKey)
  expect(codeOf(await stranger.call('DELETE', `/auth/sessions/${bosses.id}`))).toEqual([404, 'not_found'])

  const current = own.find((it: { current: boolean }) => it.current)
  expect((await boss.call('DELETE', `/auth/sessions/${current.id}`)).status).toBe(204)
  expect(codeOf(await one.call('GET', '/auth/session'))).toEqual(ended)
  expect((await two.call('GET', '/auth/session')).status).toBe(200)
  expect(codeOf(await two.call('DELETE', `/auth/sessions?key_id=${admin.id}`))).toEqual([403, 'forbidden'])
  expect((await boss.call('DELETE', `/auth/sessions?key_id=${reader.id}`)).body).toEqual({ ended: 1 })
  expect(codeOf(await two.call('GET', '/auth/session'))).toEqual(ended)
})

test('a revoked key takes its sessions with it', async () => {
  const made = await makeKey(['analytics:read'])
  const { call } = await signIn(made.key)
  expect((await service.call('DELETE', `/analytics/api-keys/${made.id}`)).status).toBe(204)
  expect(codeOf(await call('GET', '/auth/session'))).toEqual(ended)
})

test.each([
  ['without a call for so long as the setting says', "seen_at = seen_at - interval '31 minutes'"],
  ['at its end, however busy', 'ends_at = now()'],
])('a session is over %s', async (_, change) => {
  const { call } = await signIn(adminKey)
  const { sessions } = (await call('GET', '/auth/sessions')).body
  const { id } = sessions.find((it: { current: boolean }) => it.current)
  await service.service.db.query(`UPDATE sessions SET ${change} WHERE id = $1`, [id])
  // What a process knows of a session it remembers for five seconds.
  await until(async () => (await call('GET', '/auth/session')).status === 401)
})

const foreign: Record<string, string>[] = [
  { 'no-origin': '' },
  { origin: 'https://evil.example' },
  { origin: 'null' },
  { origin: 'http://127.0.0.1:1' },
  { 'sec-fetch-site': 'cross-site' },
  { 'sec-fetch-site': 'same-site' },
  { origin: 'https://evil.example', authorization: 'Basic eDp5' },
]

test('no page of another origin does anything with a session, on any route and by any method', async () => {
  const { call } = await signIn(adminKey)
  const routes = service.service.app.declaredRoutes.filter(
    ({ method, config }) => !['GET', 'HEAD'].includes(method) && (config.scope !== undefined || config.usesCookie),
  )
  expect(routes.length).toBeGreaterThan(40)
  for (const { method, url } of routes) {
    const path = url.replaceAll(/:\w+/g, '01890a5d-ac96-774b-bcce-b302099a8057')
    // Errors of SCIM have the form of RFC 7644, without a code.
    const code = path.startsWith('/scim/') ? undefined : 'forbidden'
    for (const headers of foreign) {
      expect([method, path, ...codeOf(await call(method, path, {}, headers))]).toEqual([method, path, 403, code])
    }
  }
  expect((await call('GET', '/auth/session')).status).toBe(200)
  for (const headers of [{ origin: service.url }, { 'sec-fetch-site': 'same-origin' }]) {
    const answer = await call(
      'POST',
      '/analytics/query',
      { metrics: ['orders'], from: '2026-10-01', to: '2026-10-02' },
      headers,
    )
    expect(answer.status).toBe(200)
  }
  const bearer = { authorization: `Bearer ${adminKey}`, origin: 'https://partner.example' }
  expect((await call('PATCH', '/analytics/tenant', {}, bearer)).status).toBe(200)
})

const headersOf = ({ headers }: Answer) =>
  ['x-content-type-options', 'referrer-policy', 'permissions-policy', 'cross-origin-opener-policy'].filter(
    (name) => !headers.has(name),
  )

test('every answer has its security headers: of the API, files, errors and what is not there', async () => {
  const asked: [string, string, unknown?][] = [
    ['GET', '/health'],
    ['GET', '/metrics'],
    ['GET', '/analytics/events'],
    ['GET', '/analytics/events?limit=nonsense'],
    ['GET', '/analytics/lots/L-1/recall'],
    ['POST', '/analytics/ingest', { type: 'no such' }],
    ['GET', '/analytics/no-such-call'],
    ['DELETE', '/analytics/query'],
    ['GET', '/analytics/%zz'],
  ]
  for (const [method, path, body] of asked) {
    const response = await fetch(service.url + path, {
      method,
      headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    await response.text()
    const answer = { status: response.status, headers: response.headers, body: '' }
    expect([path, headersOf(answer)]).toEqual([path, []])
    expect([path, response.headers.get('cache-control')]).toEqual([path, 'no-store'])
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'; frame-ancestors 'none'")
    expect(response.headers.has('strict-transport-security')).toBe(false)
  }
  const stop = new AbortController()
  const stream = await fetch(`${service.url}/analytics/stream`, {
    headers: { authorization: `Bearer ${adminKey}` },
    signal: stop.signal,
  })
  expect(stream.headers.get('x-content-type-options')).toBe('nosniff')
  expect(stream.headers.get('cache-control')).toBe('no-store, no-transform')
  stop.abort()
})

test('behind https the cookie is for this host over TLS alone, and browsers are instructed to stay there', async () => {
  // The embedded warehouse serves one folder per process.
  await service.stop()
  const secure = await startService({ POCM_PUBLIC_URL: 'https://pocm.example' })
  onTestFinished(() => secure.stopAndClean())
  const { call } = await signIn(adminKey, '', secure.url)
  const answer = await call('GET', '/auth/session')
  expect(answer.status).toBe(200)
  expect(answer.headers.get('strict-transport-security')).toMatch(/^max-age=\d{8};/)
  const again = await request(secure.url, 'POST', '/auth/sign-in', { api_key: adminKey }, { authorization: '' })
  expect(again.headers.get('set-cookie')).toMatch(/^__Host-pocm_session=.*Path=\/;.*HttpOnly; Secure; SameSite=Strict$/)
  const own = { origin: 'https://pocm.example' }
  expect((await call('DELETE', '/auth/sessions', undefined, own)).body.ended).toBeGreaterThan(0)
})
