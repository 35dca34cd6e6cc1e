import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { createApiKey } from '../../src/access/api-keys.ts'
import { claimExport } from '../../src/subjects/requests.ts'
import { verifyExport } from '../../src/subjects/verify-export.ts'
import { copyMigrated } from '../migrated-stores/copy.ts'
import { startProcess } from '../reliability/service-process.ts'
import { request, startService, until } from '../service.ts'
import { device, linkedEvents, person, plantedEvents, takeExport, unzip } from './planted.ts'

const path = '/analytics/compliance/gdpr'
let service: Awaited<ReturnType<typeof startService>>
let types: string[]
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pocm-export-'))
  service = await startService({ POCM_LOG_LEVEL: 'silent' })
  const { catalogue, letters } = service.service.deps
  types = [...catalogue.keys()]
  await service.send([...plantedEvents(catalogue), ...linkedEvents])
  const other = {
    occurred_at: '2026-10-02T10:00:00Z',
    producer: 'shop',
    user_id: 'ben',
    type: 'product',
    action: 'viewed',
  }
  await service.send([
    { ...other, data: { product_id: 'p', secret: 'of ben alone' } },
    { ...other, user_id: 'carl', data: { product_id: 'mentioned-person' } },
    { ...other, user_id: 'mentioned-person', data: { product_id: 'q' } },
  ])
  const dead = (value: object, offset: number) => ({
    message: {
      ...{ value: Buffer.from(JSON.stringify(value)), headerEntries: [], topic: 'pocm.ingest.v1', partition: 0 },
      ...{ offset: BigInt(offset), timestamp: 0n, key: undefined },
    } as never,
    ...{ tenantId: 'demo', cause: 'invalid_event', flaws: [] },
  })
  await letters.keep([
    dead({ type: 'nothing', user_id: person, mark: 'dead letter of the person' }, 1),
    dead({ type: 'nothing', data: { about: person }, mark: 'dead letter that names the person' }, 2),
    dead({ type: 'nothing', user_id: 'ben', mark: 'of ben alone' }, 3),
  ])
  const made = await Promise.all([
    service.call('POST', '/analytics/annotations', {
      at: '2026-10-01T00:00:00Z',
      title: 'call',
      text: `rang ${person}`,
    }),
    service.call('POST', '/analytics/views', {
      ...{ name: 'one', path: '/explore', search: `user_id=${encodeURIComponent(person)}`, shared: true },
    }),
    service.call('POST', '/analytics/alerts', {
      ...{ name: `of ${person}`, metric: 'orders', filters: {}, window: 'hour', enabled: false },
      condition: { kind: 'below', value: 1 },
    }),
    service.call('POST', '/analytics/annotations', { at: '2026-10-01T00:00:00Z', title: 'of ben alone' }),
  ])
  expect(made.map(({ status }) => status)).toEqual([201, 201, 201, 201])
  await service.call('GET', `/analytics/events?user_id=${encodeURIComponent(person)}&reveal=true`)
})
afterAll(async () => {
  await service.stopAndClean()
  await rm(folder, { recursive: true, force: true })
})

const keysFile = async () => {
  const file = join(folder, 'jwks.json')
  await writeFile(file, JSON.stringify(service.service.deps.signer.jwks))
  return file
}

test('everything that names a person is in the file, in the clear, and nothing of others', async () => {
  const { request: done, zip } = await takeExport(service, { user_id: person })
  expect(done).toMatchObject({ status: 'ready', kind: 'export', requested_by: 'POCM_ADMIN_KEY', error: null })
  const files = await unzip(zip)
  expect(Object.keys(files).sort()).toEqual([
    ...['README.txt', 'access.ndjson', 'dead-letters.ndjson', 'events.ndjson', 'manifest.json', 'manifest.jws'],
    ...['mentions.ndjson', 'profile.json'],
  ])
  const all = Object.values(files).join('\n')
  for (const type of types) expect(files['events.ndjson']).toContain(`mark of ${type}`)
  for (const mark of ['by device', 'by session', person]) expect(files['events.ndjson']).toContain(mark)
  expect(files['dead-letters.ndjson']).toContain('dead letter of the person')
  expect(files['dead-letters.ndjson']).toContain('dead letter that names the person')
  for (const store of ['annotations', 'saved_views', 'alerts']) expect(files['mentions.ndjson']).toContain(store)
  expect(files['access.ndjson']).toContain('personal.read')
  expect(all).not.toContain('of ben alone')
  expect(all).not.toContain('sealed:v1')

  const ids = files['events.ndjson']
    ?.trim()
    .split('\n')
    .map((line) => JSON.parse(line).id)
  expect(new Set(ids).size).toBe(ids?.length)
  expect(done.counts).toMatchObject({ events: types.length + linkedEvents.length, dead_letters: 2, mentions: 3 })
  expect(JSON.parse(files['profile.json'] ?? '')).toMatchObject({
    subject: { user_id: person },
    devices: expect.arrayContaining([device]),
  })
})

test('an event of another that names the person in an open value is listed as a mention', async () => {
  const { zip } = await takeExport(service, { user_id: 'mentioned-person' })
  const files = await unzip(zip)
  const events = (files['events.ndjson'] ?? '')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(events.map((it) => [it.user_id, it.belongs_by])).toEqual([
    ['mentioned-person', 'own'],
    ['carl', 'mention'],
  ])
})

test('a person without data gets a file that says so', async () => {
  const { request: done } = await takeExport(service, { user_id: 'unknown' })
  expect(done).toMatchObject({ status: 'ready', counts: { events: 0, dead_letters: 0, mentions: 0, accesses: 1 } })
})

test('a device is exported by its id', async () => {
  const { zip } = await takeExport(service, { device_id: device })
  const files = await unzip(zip)
  expect(files['events.ndjson']).toContain('by device')
  expect(files['events.ndjson']).not.toContain('by session')
})

test('the file is checked offline, and whatever was changed in it shows', async () => {
  const { zip } = await takeExport(service, { device_id: device })
  const { jwks } = service.service.deps.signer
  const file = join(folder, 'export.zip')
  await writeFile(file, zip)
  expect(await verifyExport(file, jwks.keys)).toMatchObject({ files: 6, problems: [] })
  const run = promisify(execFile)
  const args = [join(import.meta.dirname, '../../src/main.ts'), 'gdpr', 'verify', file, '--keys', await keysFile()]
  expect((await run(process.execPath, args)).stdout).toContain('whole and signed')
  // Without keys the file says by which it was signed, and whose that is the reader compares.
  const { stdout } = await run(process.execPath, args.slice(0, 4))
  expect(stdout).toContain(jwks.keys[0]?.kid)
  expect(stdout).toContain('whole and signed')

  const other = join(folder, 'changed.zip')
  const places = Array.from({ length: 25 }, (_, index) => Math.floor((index * zip.length) / 26))
  const tell = async (bytes: Buffer) => {
    await writeFile(other, bytes)
    return (await verifyExport(other, jwks.keys)).problems.length
  }
  const names = new Set(Object.keys(await unzip(zip)))
  for (const at of places) {
    const bytes = Buffer.from(zip)
    bytes[at] = (bytes[at] ?? 0) ^ 0x55
    // Dates and hints of a ZIP are not signed: its contents must be the same then.
    if ((await tell(bytes)) > 0) continue
    expect(await unzip(bytes)).toEqual(await unzip(zip))
  }
  expect(names.size).toBe(8)
  expect(await tell(zip.subarray(0, zip.length - 100))).toBeGreaterThan(0)
  const strange = await (await import('../../src/compliance/signer.ts')).openSigner(Buffer.alloc(32, 7))
  await writeFile(other, zip)
  expect((await verifyExport(other, strange.jwks.keys)).problems).toHaveLength(1)
})

test('a request whose process is gone is done by the next', async () => {
  const { db, deps } = service.service
  // Beside the keeper, which may have been faster: then there is nothing to claim.
  const { body } = await service.call('POST', `${path}/export`, { subject: { user_id: 'ben' } })
  await claimExport(db, deps.wrapKey, '01890a5d-ac96-774b-bcce-b302099a8057')
  await db.query("UPDATE gdpr_export_requests SET worker_until = now() - interval '1 second' WHERE status = 'running'")
  await until(async () => (await service.call('GET', `${path}/requests/${body.id}`)).body.status === 'ready')
})

test('the link ends, and the file with it', async () => {
  const { location, request: done } = await takeExport(service, { user_id: 'ben' })
  const exports = join(service.folder, 'archive/exports/tenant_id=demo', done.id)
  expect(await readdir(exports)).toHaveLength(1)
  await service.service.db.query(
    "UPDATE gdpr_export_requests SET expires_at = now() - interval '1 second' WHERE id = $1",
    [done.id],
  )
  const { status, body } = await service.call('GET', `${location}/download`)
  expect([status, body.code]).toEqual([410, 'export_expired'])
  await until(async () => (await readdir(exports)).length === 0)
  expect((await service.call('GET', location)).body.status).toBe('expired')
  const { rows } = await service.service.db.query('SELECT wrapped_key FROM gdpr_export_requests WHERE id = $1', [
    done.id,
  ])
  expect(rows).toEqual([{ wrapped_key: null }])
})

test('a tenant neither sees nor takes what another asked for', async () => {
  const { location } = await takeExport(service, { user_id: person })
  const { key } = await createApiKey(service.service.db, { tenantId: 'clinic', name: 'clinic', scopes: ['admin'] })
  const headers = { authorization: `Bearer ${key}` }
  for (const url of [location, `${location}/download`]) {
    expect((await request(service.url, 'GET', url, undefined, headers)).status).toBe(404)
  }
  expect((await request(service.url, 'GET', `${path}/requests`, undefined, headers)).body.requests).toEqual([])
})

test('request and download are in the trail under the person, whose id nothing at rest discloses', async () => {
  const { request: done } = await takeExport(service, { user_id: person })
  const { body } = await service.call(
    'GET',
    `/analytics/compliance/audit?subject=${encodeURIComponent(person)}&limit=1000`,
  )
  const actions = body.entries.map((it: { action: string }) => it.action)
  expect(actions).toContain('subject.export_requested')
  expect(actions).toContain('subject.export_taken')
  const { rows } = await service.service.db.query(
    'SELECT to_jsonb(it)::text AS row FROM gdpr_export_requests AS it WHERE id = $1',
    [done.id],
  )
  expect(rows[0].row).not.toContain('maria')
})

test('an export that is cut off by a kill is made after the next start', async () => {
  const data = await mkdtemp(join(tmpdir(), 'pocm-export-kill-'))
  onTestFinished(() => rm(data, { recursive: true, force: true }))
  await copyMigrated('postgres', data)
  await copyMigrated('clickhouse', data)
  const first = await startProcess(data)
  onTestFinished(() => first.kill())
  const events = Array.from({ length: 3_000 }, (_, n) => ({
    ...{ type: 'product', action: 'viewed', occurred_at: '2026-10-02T10:00:00Z', producer: 'shop', user_id: 'dora' },
    data: { product_id: `p${n}`, note: `seen ${n}` },
  }))
  await request(first.url, 'POST', '/analytics/ingest/batch', events)
  const { body } = await request(first.url, 'POST', `${path}/export`, { subject: { user_id: 'dora' } })
  await until(async () => (await request(first.url, 'GET', `${path}/requests/${body.id}`)).body.status !== 'pending')
  await first.kill()
  const second = await startProcess(data)
  onTestFinished(() => second.kill())
  await until(async () => (await request(second.url, 'GET', `${path}/requests/${body.id}`)).body.status === 'ready')
  const answer = await request(second.url, 'GET', `${path}/requests/${body.id}`)
  expect(answer.body.counts.events).toBe(3_000)
})
