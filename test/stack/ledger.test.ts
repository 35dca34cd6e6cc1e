import { randomBytes, randomUUID as uuid } from 'node:crypto'
import { tmpdir } from 'node:os'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest'
import type { StoredEvent } from '../../src/events/envelope.ts'
import { appendEvents, type NewEvent } from '../../src/ledger/append.ts'
import { logStart, readLog } from '../../src/ledger/read-log.ts'
import { openLog } from '../../src/platform/log.ts'
import { openDatabase } from '../../src/postgres/database.ts'
import type { Database } from '../../src/postgres/pool.ts'
import { until } from '../service.ts'
import { type PostgresServer, startPostgres } from './postgres.ts'

const log = openLog('error')
let server: PostgresServer
let url: string
beforeAll(async () => {
  server = await startPostgres()
})
afterAll(() => server.stop())
beforeEach(async () => {
  url = await server.createDatabase()
})

async function open(): Promise<Database> {
  const opened = await openDatabase({ databaseUrl: url, dataDir: tmpdir() }, log, (error) => {
    throw error
  })
  onTestFinished(opened.close)
  return opened.db
}

const payloadHash = randomBytes(32)
function newEvent(key: string, occurred_at = '2026-10-01T10:00:00.000000Z'): NewEvent {
  const absent = { device_at: null, source_service: null, user_id: null, session_id: null, order_id: null }
  const event: StoredEvent = {
    ...{ id: uuid(), tenant_id: 'demo', type: 'telemetry', action: 'read', schema_version: 1, ...absent },
    ...{ occurred_at, received_at: occurred_at, producer: 'test', device_id: 'd-1', trace_id: null },
    ...{ idempotency_key: key, context: {}, data: {}, checksum: '1' },
  }
  return { event, payloadHash }
}

const keysOf = async (db: Database) =>
  (await readLog(db, logStart, { limit: 10_000 })).map(({ event }) => event.idempotency_key)

test('the server ends a statement that its client gave up, whichever connection it came over', async () => {
  const db = await open()
  const clients = await Promise.all([db.connect(), db.connect(), db.connect()])
  const shown = await Promise.all(clients.map((client) => client.query('SHOW statement_timeout')))
  for (const client of clients) client.release()
  expect(shown.map(({ rows }) => rows[0].statement_timeout)).toEqual(['125s', '125s', '125s'])

  const slow = await db.connect()
  onTestFinished(() => slow.release())
  await slow.query('SET statement_timeout TO 50')
  await expect(slow.query('SELECT pg_sleep(100)')).rejects.toMatchObject({ code: '57014' })
})

test('a transaction that commits late is not skipped: nothing is read beyond one that is still open', async () => {
  const db = await open()
  await appendEvents(db, [newEvent('first')])
  const late = new pg.Client(url)
  await late.connect()
  onTestFinished(() => late.end())
  await late.query('BEGIN')
  // Takes its transaction id and its position now, and commits after the one behind it.
  const sql = `INSERT INTO event_keys (tenant_id, idempotency_key, event_id, occurred_at, payload_hash)
    VALUES ('demo', 'late', $1, '2026-10-01 10:00:00+00', '\\x00') RETURNING tx, position`
  const { id } = { id: uuid() }
  const held = await late.query(sql, [id])
  const columns =
    'id, tenant_id, type, action, schema_version, occurred_at, received_at, producer, idempotency_key, context, data, checksum'
  await late.query(
    `INSERT INTO events (${columns}) VALUES
     ($1, 'demo', 'telemetry', 'read', 1, '2026-10-01 10:00:00+00', now(), 'test', 'late', '{}', '{}', 1)`,
    [id],
  )
  await appendEvents(db, [newEvent('after')])
  expect(await keysOf(db)).toEqual(['first'])

  await late.query('COMMIT')
  expect(await keysOf(db)).toEqual(['first', 'late', 'after'])
  expect(held.rows).toHaveLength(1)
})

test('a transaction whose process is suspended is ended, and the log continues', async () => {
  const db = await open()
  const asleep = await db.connect()
  asleep.on('error', () => undefined)
  await asleep.query('BEGIN')
  await asleep.query('SELECT pg_current_xact_id()')
  await appendEvents(db, [newEvent('behind it')])
  expect(await keysOf(db)).toEqual([])
  await until(async () => (await keysOf(db)).length === 1)
  await expect(asleep.query('COMMIT')).rejects.toThrow()
  asleep.release(true)
})

test('of many processes that append the same keys at once, each key is accepted exactly once', async () => {
  const pools = await Promise.all([open(), open(), open()])
  const keys = Array.from({ length: 300 }, (_, index) => `key-${index}`)
  const shuffled = (seed: number) =>
    keys.toSorted(
      (a, b) => ((a.length * 7 + Number(a.slice(4)) * seed) % 31) - ((b.length * 7 + Number(b.slice(4)) * seed) % 31),
    )
  const outcomes = await Promise.all(
    pools.flatMap((db, process) =>
      [0, 1, 2].map(async (part) => {
        const mine = shuffled(process + 3).filter((_, index) => index % 3 === part || index % 5 === 0)
        // Locks are taken in one order, or two transactions could wait for each other.
        return appendEvents(
          db,
          mine.toSorted().map((key) => newEvent(key)),
        )
      }),
    ),
  )
  expect(outcomes.flat().filter(({ status }) => status === 'accepted')).toHaveLength(keys.length)
  expect((await keysOf(pools[0] as Database)).toSorted()).toEqual(keys.toSorted())
})

test('several processes may start on an empty database at once: one migrates, all can append', async () => {
  const databases = await Promise.all([open(), open(), open(), open()])
  const moments = ['1970-01-01', '2010-02-28', '2026-12-31'].map((day) => `${day}T23:59:59.999999Z`)
  const outcomes = await Promise.all(
    databases.map((db, index) =>
      appendEvents(
        db,
        moments.map((moment) => newEvent(`${index} ${moment}`, moment)),
      ),
    ),
  )
  expect(outcomes.flat().every(({ status }) => status === 'accepted')).toBe(true)
})
