import { readFile } from 'node:fs/promises'
import { gunzipSync } from 'node:zlib'
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createApiKey } from '../../src/access/api-keys.ts'
import { startService } from '../service.ts'
import { archiveAll, clean, env, figures, filesOf, ledgerOf, many, payment, post, user } from './stored.ts'

let service: Awaited<ReturnType<typeof startService>>
beforeAll(async () => {
  service = await startService(env)
})
afterAll(() => service.stopAndClean())

test('what is stored is archived as it is stored, raw and as Parquet, and agrees with the ledger', async () => {
  await service.send([...many(200, payment), ...many(20, user)])
  expect(await archiveAll(service)).toEqual({ archived: true })
  expect(await post(service, 'verify')).toEqual({
    ...clean,
    events: 220,
    files: (await filesOf(service, 'raw')).length * 2,
  })
  expect((await service.call('GET', '/analytics/archive')).body).toMatchObject({ waiting: 0, oldest_seconds: 0 })

  const raw = await filesOf(service, 'raw/tenant_id=demo/type=user')
  const lines = gunzipSync(await readFile(raw[0] as string))
    .toString()
    .trimEnd()
    .split('\n')
  expect(lines).toHaveLength(20)
  expect(JSON.parse(lines[0] as string)).toMatchObject({
    type: 'user',
    tenant_id: 'demo',
    payload_hash: expect.stringMatching(/^[0-9a-f]{64}$/),
  })
  for (const line of lines) expect(JSON.parse(line).data.email).toMatch(/^sealed:v1:/)
})

test('Parquet has typed columns', async () => {
  const [table] = await filesOf(service, 'parquet/tenant_id=demo/type=payment')
  const rows = await parquetReadObjects({ file: await asyncBufferFromFile(table as string) })
  expect(rows).toHaveLength(200)
  expect(rows.find((it) => it.idempotency_key === 'payment-1-0')).toMatchObject({
    tenant_id: 'demo',
    occurred_at: new Date('2026-10-01T00:30:00.123Z'),
    data_gateway: 'stripe',
    data_amount: 10.01,
    context_country: null,
  })
  expect(JSON.parse(String(rows[0]?.data))).toMatchObject({
    currency: 'EUR',
    'note\u2028': expect.stringMatching(/^sealed:v\d+:/),
  })
})

test('running again with nothing new writes nothing', async () => {
  const before = await filesOf(service, '.')
  await archiveAll(service)
  expect(await filesOf(service, '.')).toEqual(before)
})

test('a lost partition comes back though its keys are there, and the warehouse that kept its events counts none twice', async () => {
  await service.settled()
  const before = await ledgerOf(service)
  await service.service.db.query('TRUNCATE events_2026_10')
  expect(await post(service, 'restore')).toMatchObject({ restored: 220, present: 0, conflicts: 0, repaired: 0 })
  expect(await ledgerOf(service)).toEqual(before)
  expect(await figures(service)).toEqual({ payments_captured: 200, payment_volume: 2_002 })
  expect(await post(service, 'verify')).toMatchObject({ ...clean, events: 220 })
})

test('a ledger that lost everything under a warehouse that kept it, too', async () => {
  const before = await ledgerOf(service)
  await service.service.db.query('TRUNCATE events, event_keys')
  expect(await post(service, 'restore')).toMatchObject({ restored: 220, repaired: 0 })
  expect(await ledgerOf(service)).toEqual(before)
  await service.send(many(10, (n) => payment(n, 3)))
  await service.settled()
  expect(await figures(service)).toEqual({ payments_captured: 210, payment_volume: 2_102.1 })
  await archiveAll(service)
  expect(await post(service, 'verify')).toMatchObject({ ...clean, events: 230 })
})

test('an admin sees its own tenant; all are for the admin of the tenant that runs the service', async () => {
  const { db } = service.service
  const { key } = await createApiKey(db, { tenantId: 'other', name: 'admin', scopes: ['admin'] })
  const other = { authorization: `Bearer ${key}` }
  await service.call('POST', '/analytics/ingest/batch', many(5, payment), other)
  await archiveAll(service)

  const ask = (body: object, headers = {}) => service.call('POST', '/analytics/archive/verify', body, headers)
  expect((await ask({})).body).toMatchObject({ events: 230, differences: [] })
  expect((await ask({}, other)).body).toMatchObject({ events: 5, differences: [] })
  expect((await ask({ all_tenants: true })).body).toMatchObject({ events: 235, differences: [] })
  expect((await ask({ all_tenants: true }, other)).status).toBe(403)

  await db.query('TRUNCATE events, event_keys')
  const back = await service.call('POST', '/analytics/archive/restore', {}, other)
  expect(back.body).toMatchObject({ restored: 5, problems: [] })
  expect(await post(service, 'restore', { all_tenants: true })).toMatchObject({ restored: 230, present: 5 })
})
