import { createHash } from 'node:crypto'
import { afterEach, expect, test } from 'vitest'
import { createApiKey } from '../src/access/api-keys.ts'
import { adminKey, request, startService } from './service.ts'

type Service = Awaited<ReturnType<typeof startService>>
const cleanups: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean()
})

const chosen = 'pocm_another_key_that_was_chosen_7351'
const listed = async (service: Service, key: string) =>
  request(service.url, 'GET', '/analytics/api-keys', undefined, { authorization: `Bearer ${key}` })

test('a configured key that was revoked stays so at the next start, and others of its name elsewhere live on', async () => {
  const first = await startService({ POCM_LOG_LEVEL: 'fatal' })
  cleanups.push(() => first.stopAndClean())
  const theirs = await createApiKey(first.service.db, { tenantId: 'clinic', name: 'POCM_ADMIN_KEY', scopes: ['admin'] })
  const second = await first.call('POST', '/analytics/api-keys', { name: 'second', scopes: ['admin'] })
  const { body } = await listed(first, adminKey)
  const [own] = body.api_keys
  expect(own).toMatchObject({ name: 'POCM_ADMIN_KEY', prefix: adminKey.slice(0, 7), expires_at: null })
  expect(own.last_used_at).not.toBeNull()
  const { rows } = await first.service.db.query('SELECT hash FROM api_keys WHERE id = $1', [own.id])
  expect(rows[0].hash.equals(createHash('sha256').update(adminKey).digest())).toBe(false)
  expect((await first.call('DELETE', `/analytics/api-keys/${own.id}`)).status).toBe(204)
  await first.stop()

  const again = await startService({ POCM_DATA_DIR: first.folder, POCM_LOG_LEVEL: 'fatal' })
  expect((await listed(again, adminKey)).status).toBe(401)
  expect((await listed(again, second.body.key)).status).toBe(200)
  await again.stop()

  const changed = await startService({ POCM_DATA_DIR: first.folder, POCM_ADMIN_KEY: chosen, POCM_LOG_LEVEL: 'fatal' })
  cleanups.push(() => changed.stop())
  expect((await listed(changed, chosen)).status).toBe(200)
  expect((await listed(changed, adminKey)).status).toBe(401)
  expect((await listed(changed, theirs.key)).status).toBe(200)
})

test('a key that could be guessed is refused at the start, with how to make another', async () => {
  await expect(startService({ POCM_ADMIN_KEY: 'hunter2' })).rejects.toThrow(/POCM_ADMIN_KEY .*openssl rand -hex 32/)
})

test('names are not taken twice, reserved ones not at all; keys end by themselves; the last admin key stays', async () => {
  const service = await startService({ POCM_LOG_LEVEL: 'fatal' })
  cleanups.push(() => service.stopAndClean())
  const make = (name: string, more = {}) =>
    service.call('POST', '/analytics/api-keys', { name, scopes: ['analytics:read'], ...more })
  expect((await make('till')).body.name).toBe('till')
  expect((await make('till')).body.name).toBe('till (2)')
  for (const name of ['POCM_ADMIN_KEY', ' pocm_admin_key ', 'ana (operator)', 'ＰＯＣＭ_ADMIN_KEY']) {
    expect([name, (await make(name)).status]).toEqual([name, 422])
  }
  expect((await make('past', { expires_at: '2020-01-01T00:00:00Z' })).status).toBe(422)
  const ending = await make('ending', { expires_at: '2999-01-01T00:00:00Z' })
  expect(ending.body.expires_at).toBe('2999-01-01T00:00:00.000000Z')
  expect(
    (await service.call('GET', '/analytics/catalogue', undefined, { authorization: `Bearer ${ending.body.key}` }))
      .status,
  ).toBe(200)
  await service.service.db.query('UPDATE api_keys SET expires_at = now() WHERE id = $1', [ending.body.id])
  service.service.deps.keyRing.forget()
  expect(
    (await service.call('GET', '/analytics/catalogue', undefined, { authorization: `Bearer ${ending.body.key}` }))
      .status,
  ).toBe(401)

  const [own] = (await listed(service, adminKey)).body.api_keys
  const refused = await service.call('DELETE', `/analytics/api-keys/${own.id}`)
  expect([refused.status, refused.body.code]).toEqual([409, 'last_admin'])
})
