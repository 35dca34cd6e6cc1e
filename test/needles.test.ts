import { readFile } from 'node:fs/promises'
import { gunzipSync } from 'node:zlib'
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createApiKey } from '../src/access/api-keys.ts'
import { openLog } from '../src/platform/log.ts'
import { openEngine } from '../src/warehouse/engine/engine.ts'
import { archiveAll, env, filesOf } from './archive/stored.ts'
import { type EventSource, openEventSource } from './event-source.ts'
import { found, needles, seed } from './needles.ts'
import { request, startService } from './service.ts'

const events = 300

let service: Awaited<ReturnType<typeof startService>>
let reader: string
let source: EventSource
const lines: string[] = []
const planted: string[] = []
const ids: string[] = []

beforeAll(async () => {
  const log = openLog('trace', { write: (line: string) => void lines.push(line) })
  service = await startService({ ...env, POCM_LOG_LEVEL: 'trace' }, log)
  const { key } = await createApiKey(service.service.db, { tenantId: 'demo', name: 'r', scopes: ['analytics:read'] })
  reader = key
  source = await openEventSource(service.url)
  for (const [index, { event: sent, mark }] of needles(events).entries()) {
    planted.push(mark)
    const { status, body } = await service.call('POST', '/analytics/ingest', sent)
    expect(status, `seed ${seed}, event ${index}: ${JSON.stringify(sent)} ${JSON.stringify(body)}`).toBe(202)
    ids.push(body.id)
  }
  await service.settled()
  await source.received(events)
})
afterAll(async () => {
  await source.close()
  await service.stopAndClean()
})

test('no table of the ledger has a needle', async () => {
  const { db } = service.service
  const { rows: tables } = await db.query<{ name: string }>(
    'SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1',
  )
  expect(tables.length).toBeGreaterThan(20)
  for (const { name } of tables) {
    const { rows } = await db.query<{ row: string }>(`SELECT t::text AS row FROM "${name}" AS t`)
    for (const { row } of rows) expect(found(row), name).toBeUndefined()
  }
})

test('no table of the warehouse has a needle', async () => {
  const engine = await openEngine(service.warehousePlace)
  try {
    const { data } = await engine.read(
      "SELECT name FROM system.tables WHERE database = currentDatabase() AND engine != 'MaterializedView'",
      {},
    )
    for (const [name] of data) {
      const rows = await engine.read(`SELECT * FROM \`${name}\``, {})
      expect(found(JSON.stringify(rows.data)), String(name)).toBeUndefined()
    }
  } finally {
    await engine.close()
  }
})

test('no file of the archive has a needle, raw or Parquet', async () => {
  await archiveAll(service)
  const raw = await filesOf(service, 'raw')
  expect(raw.length).toBeGreaterThan(0)
  for (const file of raw) expect(found(gunzipSync(await readFile(file)).toString()), file).toBeUndefined()
  const tables = await filesOf(service, 'parquet')
  expect(tables.length).toBeGreaterThan(0)
  for (const file of tables) {
    const rows = await parquetReadObjects({ file: await asyncBufferFromFile(file) })
    const text = JSON.stringify(rows, (_, value) => (typeof value === 'bigint' ? String(value) : value))
    expect(found(text), file).toBeUndefined()
  }
})

test('the feed, look-ups, traces, samples and figures show none to a reader', async () => {
  expect(found(JSON.stringify(source.messages))).toBeUndefined()
  const ask = (method: string, path: string, body?: object) =>
    request(service.url, method, path, body, { authorization: `Bearer ${reader}` })
  const range = { from: '2026-10-01', to: '2026-10-02' }
  const answers = [
    await ask('GET', '/analytics/events?limit=1000'),
    ...(await Promise.all(ids.slice(0, 40).map((id) => ask('GET', `/analytics/events/${id}`)))),
    ...(await Promise.all(ids.slice(0, 20).map((id) => ask('GET', `/analytics/trace/${id}`)))),
    await ask('POST', '/analytics/samples', { metric: 'events_received', ...range, limit: 100 }),
    await ask('GET', `/analytics/lots?from=${range.from}&to=${range.to}`),
    ...(await Promise.all(
      ['city', 'provider', 'producer', 'product_id', 'lot', 'query', 'reason'].map((dimension) =>
        ask('GET', `/analytics/dimensions/${dimension}?from=${range.from}&to=${range.to}&limit=1000`),
      ),
    )),
    await ask('GET', '/metrics'),
  ]
  for (const { body } of answers) expect(found(JSON.stringify(body))).toBeUndefined()
})

test('no line of the log has a needle, at the lowest level, when it is asked for by URL, header or broken body', async () => {
  const needle = `${planted[0]}@example.org`
  await service.call('GET', `/analytics/events?user_id=${encodeURIComponent(needle)}`, undefined, {
    'x-request-id': needle,
  })
  await service.call('GET', `/analytics/lots/${encodeURIComponent(needle)}`)
  await service.call('POST', '/analytics/ingest', `{"type": "user", ${needle}`)
  await service.call('POST', '/analytics/query', { metrics: [needle], from: needle, to: needle })
  expect(lines.length).toBeGreaterThan(100)
  expect(found(lines.join('\n'))).toBeUndefined()
})

test('a holder of personal:read finds every needle where it was, and the audit trail says so', async () => {
  const { body } = await service.call('GET', '/analytics/events?limit=1000&reveal=true')
  const text = JSON.stringify(body).toLowerCase()
  expect(planted.filter((mark) => !text.includes(mark))).toEqual([])
  const { rows } = await service.service.db.query("SELECT FROM compliance_audit_logs WHERE action = 'personal.read'")
  expect(rows.length).toBeGreaterThan(0)
  const refused = await request(service.url, 'GET', '/analytics/events?reveal=true', undefined, {
    authorization: `Bearer ${reader}`,
  })
  expect(refused.status).toBe(403)
})
