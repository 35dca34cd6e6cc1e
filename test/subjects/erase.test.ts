import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { compactVerify, importJWK } from 'jose'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { unseal } from '../../src/compliance/sealing.ts'
import type { Database } from '../../src/postgres/pool.ts'
import { type EraseDeps, erase } from '../../src/subjects/erase.ts'
import { findErasure, requestErasure } from '../../src/subjects/erasure-requests.ts'
import { findAllMiscounted } from '../ledger/miscounted.ts'
import { startService, type TestService } from '../service.ts'
import { device, eraseNow, linkedEvents, person, plantedEvents, takeExport } from './planted.ts'

let service: Awaited<ReturnType<typeof startService>>
beforeAll(async () => {
  service = await startService({ POCM_LOG_LEVEL: 'silent' })
})
afterAll(() => service.stopAndClean())
// Whatever was done to events, the log's counts of them are as true as before.
afterEach(async () => expect(await findAllMiscounted(service.service.db)).toEqual([]))

const others = ['ben', 'carl', 'dora'].flatMap((user_id) => [
  {
    ...{ type: 'product', action: 'viewed', occurred_at: '2026-10-02T10:00:00Z', producer: 'shop', user_id },
    ...{ data: { product_id: 'p' }, session_id: `session-of-${user_id}` },
  },
])
const mention = {
  ...{ type: 'product', action: 'viewed', occurred_at: '2026-10-03T10:00:00Z', producer: 'shop', user_id: 'ben' },
  data: { product_id: 'plain-person' },
}
const own = { ...mention, user_id: 'plain-person', data: { product_id: 'q' } }

/** What the service records of itself continues with time. */
const ofService = ['events_received', 'events_rejected', 'ingestion_error_rate', 'dlq_size', 'consumer_lag']

/** Every figure of every measure, in all and by the day. */
async function figures(of: TestService) {
  const found: Record<string, unknown> = {}
  for (const metric of [...of.service.deps.measures.keys()].filter((it) => !ofService.includes(it))) {
    for (const granularity of ['total', 'day']) {
      const asked = { metrics: [metric], from: '2025-01-01', to: '2027-01-01', granularity }
      const { status, body } = await of.call('POST', '/analytics/query', asked)
      found[`${metric} ${granularity}`] = status === 200 ? [body.rows, body.totals] : [status, body.code]
    }
  }
  return found
}

async function certificateOf(of: TestService, location: string) {
  const { body } = await of.call('GET', `${location}/certificate`)
  const { keys } = (await of.call('GET', '/.well-known/jwks.json')).body
  const { payload, protectedHeader } = await compactVerify(body, await importJWK(keys[0]))
  expect(protectedHeader.typ).toBe('pocm-erasure-certificate+json')
  return JSON.parse(Buffer.from(payload).toString())
}

/** Every row of every table that holds a text, and every raw file of the archive. */
async function placesOf(of: TestService, text: string): Promise<string[]> {
  const { db } = of.service
  const { rows: tables } = await db.query(
    "SELECT relname AS name FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = current_schema()::regnamespace AND NOT relispartition",
  )
  const found: string[] = []
  for (const { name } of tables) {
    const { rows } = await db.query(
      `SELECT count(*)::int AS n FROM ${name} AS it WHERE position($1 in to_jsonb(it)::text) > 0`,
      [text],
    )
    if (rows[0].n > 0) found.push(name)
  }
  for (const entry of await readdir(join(of.folder, 'archive'), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const bytes = await readFile(join(entry.parentPath, entry.name))
    if ((entry.name.endsWith('.gz') ? gunzipSync(bytes) : bytes).includes(text)) found.push(entry.name)
  }
  return found
}

test('a person is gone from every store, figures stay, and the certificate says so', async () => {
  const { catalogue, letters } = service.service.deps
  await service.send([...plantedEvents(catalogue), ...linkedEvents, ...others, mention, own])
  await letters.keep([
    {
      message: {
        ...{ value: Buffer.from(JSON.stringify({ type: 'nothing', user_id: person })), headerEntries: [] },
        ...{ topic: 'pocm.ingest.v1', partition: 0, offset: 1n, timestamp: 0n },
      } as never,
      ...{ tenantId: 'demo', cause: 'invalid_event', flaws: [] },
    },
  ])
  await service.call('POST', '/analytics/annotations', {
    at: '2026-10-01T00:00:00Z',
    title: 'call',
    text: `rang ${person}`,
  })
  const view = { name: 'one', path: '/explore', search: `user_id=${encodeURIComponent(person)}`, shared: true }
  await service.call('POST', '/analytics/views', view)
  await service.settled()
  expect((await service.call('POST', '/analytics/archive/run', { parquet: true })).body.archived).toBe(true)
  const { location: exported } = await takeExport(service, { user_id: person })
  const before = await figures(service)
  expect(before['dau total']).not.toEqual([])

  const { location } = await eraseNow(service, { user_id: person })
  const certificate = await certificateOf(service, location)
  const stores = new Map(certificate.stores.map((it: { name: string }) => [it.name, it]))
  expect([...stores.keys()]).toEqual([
    ...['ledger', 'keys', 'topics', 'warehouse', 'rollups', 'archive', 'dead_letters', 'notes', 'caches', 'exports'],
  ])
  for (const name of ['ledger', 'keys', 'warehouse', 'rollups', 'archive', 'dead_letters', 'notes', 'exports']) {
    const { before, after } = stores.get(name) as { before: number; after: number }
    expect([name, before > 0, after]).toEqual([name, true, 0])
  }
  expect(JSON.stringify(certificate)).not.toContain('maria')
  expect((await service.call('POST', `${location}/recheck`)).body).toMatchObject({ ok: true })

  expect(await figures(service)).toEqual(before)
  expect((await service.call('POST', '/analytics/reconcile', { repair: false })).body).toMatchObject({
    differences: [],
    drift: [],
  })
  const { body: verified } = await service.call('POST', '/analytics/archive/verify', {})
  expect(verified).toMatchObject({ problems: [], differences: [] })

  for (const text of ['maria', encodeURIComponent(person), device])
    expect([text, await placesOf(service, text)]).toEqual([text, []])
  expect((await service.call('GET', `/analytics/events?user_id=${encodeURIComponent(person)}`)).body.events).toEqual([])
  expect((await service.call('GET', `${exported}/download`)).status).toBe(410)
})

test('later events of the person are refused, and counted', async () => {
  const { body } = await service.call('POST', '/analytics/ingest/batch', [
    { ...own, user_id: person },
    { ...own, user_id: 'ben', idempotency_key: 'late of ben' },
  ])
  expect(body).toMatchObject({ accepted: 1, rejected: 1, results: [{ reason: 'erased' }, { status: 'accepted' }] })
  const single = await service.call('POST', '/analytics/ingest', { ...own, user_id: person })
  expect(single.status).toBe(422)
})

test('the name is taken out of what events of others say in the clear, and those stay theirs', async () => {
  await eraseNow(service, { user_id: 'plain-person' }, 'anonymise')
  expect(await placesOf(service, 'plain-person')).toEqual([])
  const { body } = await service.call(
    'GET',
    '/analytics/events?user_id=ben&from=2026-10-03T00:00:00Z&to=2026-10-04T00:00:00Z',
  )
  expect(body.events.some((it: { data: { product_id: string } }) => /^anon_/.test(it.data.product_id))).toBe(true)
})

test('an erasure that is cut off after any step is finished by the next try', async () => {
  const { erasing } = service.service.deps
  const { db, wrap } = erasing
  const signal = new AbortController().signal
  const cuts = Array.from({ length: 14 }, (_, n) => 1 + n * 3)
  const names = cuts.map((cut) => `cut-${cut}-`)
  const events = names.flatMap((user_id) =>
    [1, 2, 3].map((n) => ({
      ...{ type: 'product', action: 'viewed', occurred_at: `2026-09-0${n}T10:00:00Z`, producer: 'shop', user_id },
      data: { product_id: 'p', note: `of ${user_id}` },
    })),
  )
  await service.send(events)
  await service.settled()
  await service.call('POST', '/analytics/archive/run', { parquet: true })
  const before = await figures(service)

  /** The same with every call to a store from this number on failing, as when the process is gone. */
  const cutOff = (at: number): EraseDeps => {
    let calls = 0
    const counted =
      <Args extends unknown[], Result>(act: (...args: Args) => Promise<Result>) =>
      async (...args: Args) => {
        calls += 1
        if (calls >= at) throw new Error('cut off')
        return act(...args)
      }
    const pool = new Proxy(db, {
      get(target, name) {
        const value = Reflect.get(target, name)
        if (typeof value !== 'function') return value
        return name === 'query' || name === 'connect' ? counted(value.bind(target)) : value.bind(target)
      },
    })
    return {
      ...{ ...erasing, db: pool as Database, reconcile: counted(erasing.reconcile), rewrite: counted(erasing.rewrite) },
      countLines: counted(erasing.countLines),
      objects: { ...erasing.objects, put: counted(erasing.objects.put) },
    }
  }

  let wereCutOff = 0
  for (const [index, cut] of cuts.entries()) {
    const user_id = names[index] as string
    const subjects = await service.service.deps.subjectTokens('demo', [user_id])
    const asked = {
      tenantId: 'demo',
      subject: { user_id },
      subjects,
      mode: 'erase',
      reason: 'test',
      asker: { id: 'test', name: 'test' },
    } as const
    // Not for the keeper, which would be at it at the same time.
    const { id } = await requestErasure(db, wrap, asked, async (tx, { details }) => {
      await tx.query('RESET ROLE')
      await tx.query(
        `UPDATE gdpr_erasure_requests SET status = 'running', worker_until = 'infinity',
           requested_at = now() - interval '1 minute' WHERE id = $1`,
        [details?.request],
      )
    })
    const { rows } = await db.query('SELECT wrapped_key FROM gdpr_erasure_requests WHERE id = $1', [id])
    const key = unseal(wrap, rows[0].wrapped_key, `${id}/key`)
    const claimed = async () => ({ ...(await findErasure(db, wrap, 'demo', id)), key, tries: 1 })
    await erase(cutOff(cut), await claimed(), signal).catch(() => {
      wereCutOff += 1
    })
    if ((await claimed()).request.status !== 'done') await erase(erasing, await claimed(), signal)
    expect([user_id, (await claimed()).request.status]).toEqual([user_id, 'done'])
    expect([user_id, await placesOf(service, user_id)]).toEqual([user_id, []])
  }
  expect(wereCutOff).toBeGreaterThan(10)
  expect(await figures(service)).toEqual(before)
  expect((await service.call('POST', '/analytics/reconcile', { repair: false })).body).toMatchObject({
    ...{ differences: [], drift: [] },
  })
  expect((await service.call('POST', '/analytics/archive/verify', {})).body).toMatchObject({
    ...{ problems: [], differences: [] },
  })
})
