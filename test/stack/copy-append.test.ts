import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Appended, appendEvents } from '../../src/ledger/append.ts'
import type { CopyPace } from '../../src/ledger/copy-pace.ts'
import { logStart, readLog } from '../../src/ledger/read-log.ts'
import type { Database } from '../../src/postgres/pool.ts'
import { newEvent } from '../ledger/new-event.ts'
import { until } from '../service.ts'
import { openPostgres } from './open-postgres.ts'
import { type PostgresServer, startPostgres } from './postgres.ts'

let server: PostgresServer
let url: string
beforeAll(async () => {
  server = await startPostgres()
})
afterAll(() => server.stop())
beforeEach(async () => {
  url = await server.createDatabase()
})

/** Tries COPY for every group, and reports the outcome. */
function openAlways(): CopyPace & { readonly noted: boolean[] } {
  const noted: boolean[] = []
  return { noted, mayCopy: () => true, note: (isTaken) => noted.push(isTaken) }
}
const statusesOf = (outcomes: readonly Appended[]) => outcomes.map(({ status }) => status)
const keysOf = async (db: Database) =>
  (await readLog(db, logStart, { limit: 5_000 })).map(({ event }) => event.idempotency_key)

const hostile = [
  ...[
    '\\N',
    '\\.',
    '\\',
    'a\tb',
    'a\nb',
    'a\rb\r\n',
    '\\t\\n',
    '"quoted"',
    "it's",
    '{"a":1}',
    ',',
    ' ',
    '\u0001\u001f',
  ],
  ...['ü漢🩹\u2028\u202e', 'null', '\\x41', '\\\\N', '%s$1', '\u007f'],
]

test('what is copied stands in the ledger as the statement would have put it there, whatever a text holds', async () => {
  const db = await openPostgres(url)
  const events = hostile.flatMap((text, n) => [
    newEvent(`${n} ${text}`, {
      ...{ user_id: text, producer: text, trace_id: null },
      data: { [text]: text, n: 1e-7, deep: [[text]] },
    }),
    newEvent(`${n} absent`, {
      device_at: '1970-01-01T00:00:00.000001Z',
      device_id: null,
      checksum: '-9223372036854775808',
      context: { text },
    }),
  ])
  const ofTenant = (tenant_id: string) =>
    events.map(({ event, payloadHash }) => ({ event: { ...event, tenant_id }, payloadHash }))
  const pace = openAlways()
  expect(new Set(statusesOf(await appendEvents(db, ofTenant('copied'), pace)))).toEqual(new Set(['accepted']))
  expect(pace.noted).toEqual([false])
  await appendEvents(db, ofTenant('stated'))
  const stored = async (tenantId: string) => {
    const { rows } = await db.query(
      `SELECT to_jsonb(events) - 'tenant_id' AS event, event_keys.idempotency_key, event_keys.occurred_at, encode(payload_hash, 'hex') AS hash
       FROM events JOIN event_keys ON event_keys.tenant_id = events.tenant_id AND event_keys.event_id = events.id
       WHERE events.tenant_id = $1 ORDER BY events.idempotency_key`,
      [tenantId],
    )
    return rows
  }
  const copied = await stored('copied')
  expect(copied).toHaveLength(hostile.length * 2)
  expect(copied).toEqual(await stored('stated'))
})

test('a group with keys or ids that are taken is answered event by event, and adds the others once', async () => {
  const db = await openPostgres(url)
  const pace = openAlways()
  const [first, second, third] = [newEvent('first'), newEvent('second'), newEvent('third')]
  await appendEvents(db, [first, second], pace)
  const other = { ...newEvent('first', { data: { value: 2 } }) }
  const sameId = newEvent('under another key', { id: second.event.id, data: { value: 3 } })
  const outcomes = await appendEvents(db, [first, other, third, sameId, newEvent('third')], pace)
  expect(statusesOf(outcomes)).toEqual(['duplicate', 'conflict', 'accepted', 'conflict', 'duplicate'])
  expect(pace.noted).toEqual([false, true])
  expect((await keysOf(db)).toSorted()).toEqual(['first', 'second', 'third'])
  const { rows } = await db.query(
    'SELECT (SELECT count(*)::int FROM events) AS events, (SELECT count(*)::int FROM event_keys) AS keys',
  )
  expect(rows).toEqual([{ events: 3, keys: 3 }])
})

test('of many groups with the same keys at once each key is accepted once, copied or stated', async () => {
  const pools = await Promise.all([openPostgres(url), openPostgres(url), openPostgres(url)])
  const keys = Array.from({ length: 300 }, (_, index) => `key-${String(index).padStart(3, '0')}`)
  const outcomes = await Promise.all(
    pools.flatMap((db, process) =>
      [0, 1, 2].map((part) => {
        const mine = keys.filter((_, index) => index % 3 === part || index % (process + 4) === 0)
        return appendEvents(
          db,
          mine.map((key) => newEvent(key)),
          openAlways(),
        )
      }),
    ),
  )
  expect(statusesOf(outcomes.flat()).filter((status) => status === 'accepted')).toHaveLength(keys.length)
  expect((await keysOf(pools[0] as Database)).toSorted()).toEqual(keys)
})

test('a month whose partition was dropped is made again, and a value that no column takes is refused as ever', async () => {
  const db = await openPostgres(url)
  const pace = openAlways()
  const inMay = (key: string) => newEvent(key, { occurred_at: '1999-05-01T00:00:00.000000Z' })
  await appendEvents(db, [inMay('before')], pace)
  await db.query('DROP TABLE events_1999_05')
  expect(statusesOf(await appendEvents(db, [inMay('after')], pace))).toEqual(['accepted'])
  await expect(
    appendEvents(db, [inMay('good'), newEvent('bad', { checksum: '9223372036854775808' })], pace),
  ).rejects.toThrow(/out of range/)
  // Neither of them was added, and the connection is as good as before.
  expect(statusesOf(await appendEvents(db, [inMay('good')], pace))).toEqual(['accepted'])
  expect(pace.noted).toEqual([false, true, true, false])
  expect((await db.query('SELECT count(*)::int AS events FROM events')).rows).toEqual([{ events: 2 }])
})

test('a server that ends the connection in the midst of it has added nothing, and the next group is added', async () => {
  const db = await openPostgres(url)
  // The partition is there, so that nothing but the COPY waits for the lock.
  await appendEvents(db, [newEvent('before')], openAlways())
  const blocker = await db.connect()
  try {
    await blocker.query('BEGIN; LOCK TABLE events IN ACCESS EXCLUSIVE MODE')
    const cut = appendEvents(db, [newEvent('cut off')], openAlways())
    const failed = expect(cut).rejects.toThrow()
    await until(async () => {
      const { rowCount } = await db.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%COPY event_keys%'`,
      )
      return rowCount === 1
    })
    await failed
  } finally {
    await blocker.query('ROLLBACK')
    blocker.release()
  }
  const again = openAlways()
  expect(statusesOf(await appendEvents(db, [newEvent('cut off')], again))).toEqual(['accepted'])
  expect(again.noted).toEqual([false])
  expect(await keysOf(db)).toEqual(['before', 'cut off'])
})
