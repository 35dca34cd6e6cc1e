import { afterEach, expect, test } from 'vitest'
import { adminKey, request, startService, until } from '../service.ts'
import { clientId, clientSecret, startProvider } from './provider.ts'

const cleanups: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean()
})

async function start(env: Record<string, string> = {}) {
  const provider = await startProvider()
  const service = await startService({
    ...{ POCM_LOG_LEVEL: 'silent', POCM_OIDC_ISSUER: provider.issuer },
    ...{ POCM_OIDC_CLIENT_ID: clientId, POCM_OIDC_CLIENT_SECRET: clientSecret, ...env },
  })
  return { provider, service }
}

const same = { origin: '', 'sec-fetch-site': 'same-origin' }

test('while the provider is unavailable the configured key signs in, and each use is audited as break-glass and counted', async () => {
  const { provider, service } = await start()
  cleanups.push(() => service.stopAndClean())
  await provider.close()
  const away = await request(service.url, 'GET', '/auth/oidc/start', undefined, { authorization: '' })
  expect(away.status).toBe(503)
  const signedIn = await request(...([service.url, 'POST', '/auth/sign-in', { api_key: adminKey }] as const), {
    ...same,
    origin: service.url,
    authorization: '',
  })
  expect(signedIn.status).toBe(204)
  const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? ''
  const session = (path: string) => request(service.url, 'GET', path, undefined, { authorization: '', cookie })
  expect((await session('/auth/session')).body.scopes).toContain('admin')
  expect((await session('/analytics/people')).status).toBe(200)

  const metrics = await service.call('GET', '/metrics')
  expect(metrics.body).toMatch(/^pocm_break_glass_calls_total 3$/m)
  await service.service.deps.auditGroups.close()
  const { entries } = (await service.call('GET', '/analytics/compliance/audit')).body
  const of = (action: string) => entries.filter((it: { action: string }) => it.action === action)
  expect(of('session.begun')[0]).toMatchObject({ actor: 'POCM_ADMIN_KEY', actor_kind: 'break_glass' })
  expect(of('people.listed')[0]).toMatchObject({ actor_kind: 'break_glass' })
  const used = of('break_glass.used').map((it: { resource: string }) => it.resource)
  expect(used.sort()).toEqual(['GET /analytics/people', 'GET /auth/session', 'POST /auth/sign-in'])
  expect(of('break_glass.used')[0]).toMatchObject({ actor_kind: 'break_glass', details: { count: 1 } })
})

test('it can be switched off, with the sessions that it bought, and on again', async () => {
  const { provider, service: first } = await start()
  cleanups.push(provider.close)
  cleanups.push(() => first.stopAndClean())
  const other = await first.call('POST', '/analytics/api-keys', { name: 'other', scopes: ['admin'] })
  const signedIn = await request(...([first.url, 'POST', '/auth/sign-in', { api_key: adminKey }] as const), {
    ...same,
    origin: first.url,
    authorization: '',
  })
  const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? ''
  await first.stop()
  const env = {
    ...{ POCM_DATA_DIR: first.folder, POCM_LOG_LEVEL: 'silent', POCM_OIDC_ISSUER: provider.issuer },
    ...{ POCM_OIDC_CLIENT_ID: clientId, POCM_OIDC_CLIENT_SECRET: clientSecret },
  }
  const off = await startService({ ...env, POCM_BREAK_GLASS: 'false' })
  const statuses = async ({ url }: { url: string }) => [
    (await request(url, 'GET', '/auth/session')).status,
    (await request(url, 'GET', '/auth/session', undefined, { authorization: '', cookie })).status,
    (await request(url, 'GET', '/auth/session', undefined, { authorization: `Bearer ${other.body.key}` })).status,
  ]
  expect(await statuses(off)).toEqual([401, 401, 200])
  await off.stop()
  const on = await startService(env)
  cleanups.push(() => on.stop())
  await until(async () => (await statuses(on)).join() === '200,200,200', 10_000)
})

test('without a provider the configured key is the admin of every day', async () => {
  const service = await startService({ POCM_LOG_LEVEL: 'silent', POCM_BREAK_GLASS: 'false' })
  cleanups.push(() => service.stopAndClean())
  expect((await service.call('GET', '/analytics/people')).status).toBe(200)
  expect((await service.call('GET', '/metrics')).body).toMatch(/^pocm_break_glass_calls_total 0$/m)
  const { entries } = (await service.call('GET', '/analytics/compliance/audit')).body
  expect(entries[0]).toMatchObject({ action: 'people.listed', actor_kind: 'api_key' })
})
