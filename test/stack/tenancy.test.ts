import { tmpdir } from 'node:os'
import pg from 'pg'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { appendEvents } from '../../src/ledger/append.ts'
import { openLog } from '../../src/platform/log.ts'
import { openDatabase } from '../../src/postgres/database.ts'
import type { Database } from '../../src/postgres/pool.ts'
import { withTenant } from '../../src/postgres/with-tenant.ts'
import { newEvent } from '../ledger/new-event.ts'
import { describeTenancy } from '../ledger/tenancy.ts'
import { type PostgresServer, startPostgres } from './postgres.ts'

const log = openLog('silent')
let server: PostgresServer
let shared: Awaited<ReturnType<typeof openDatabase>>
const openAt = (databaseUrl: string) =>
  openDatabase({ databaseUrl, dataDir: tmpdir() }, log, (error) => {
    throw error
  })
beforeAll(async () => {
  server = await startPostgres()
  shared = await openAt(await server.createDatabase())
})
afterAll(async () => {
  await shared.close()
  await server.stop()
})

async function openForTest(url: string): Promise<Database> {
  const opened = await openAt(url)
  onTestFinished(opened.close)
  return opened.db
}

/** A database that an ordinary user owns; its URL for that user, and a way to act as the administrator. */
async function ownedBy(user: string, rights: string) {
  const url = await server.createDatabase()
  const asAdmin = async (sql: string) => {
    const client = new pg.Client(url)
    await client.connect()
    await client.query(sql).finally(() => client.end())
  }
  const name = new URL(url).pathname.slice(1)
  await asAdmin(`CREATE ROLE ${user} LOGIN ${rights}; ALTER DATABASE ${name} OWNER TO ${user}`)
  return { url: url.replace('postgres@', `${user}@`), asAdmin }
}

describeTenancy(() => shared.db)

test('several databases of one server may be made at once: the role is made once', async () => {
  const fresh = await startPostgres()
  onTestFinished(() => fresh.stop())
  const urls = await Promise.all([1, 2, 3, 4].map(() => fresh.createDatabase()))
  const databases = await Promise.all(urls.map(openForTest))
  for (const db of databases) expect(await withTenant(db, 'a', (tx) => tx.query('SELECT 1'))).toBeDefined()
})

test('a user that is no administrator and owns its database is held to the policies too', async () => {
  const { url } = await ownedBy('keeper_of_roles', 'CREATEROLE')
  const db = await openForTest(url)
  for (const tenant_id of ['a', 'b']) await appendEvents(db, [newEvent('k', { tenant_id })])
  const seen = await withTenant(db, 'a', (tx) => tx.query('SELECT tenant_id FROM events'))
  expect(seen.rows).toEqual([{ tenant_id: 'a' }])
  expect((await db.query('SELECT 1 FROM events')).rows).toHaveLength(2)
})

test('where the user may make no roles and was given none, the start says what an administrator has to do', async () => {
  const { url, asAdmin } = await ownedBy('plain', '')
  await expect(openAt(url)).rejects.toThrow('the user plain may not make the role pocm_tenant, or not become it')
  await asAdmin('GRANT pocm_tenant TO plain')
  const db = await openForTest(url)
  expect((await withTenant(db, 'a', (tx) => tx.query('SELECT 1 FROM events'))).rows).toEqual([])
})

test('a look-up goes by the index and reads the partitions of its range, policy or not', async () => {
  const { db } = shared
  const month = (index: number) => new Date(Date.UTC(2025, index, 1)).toISOString().replace('Z', '000Z')
  const events = Array.from({ length: 2_400 }, (_, index) =>
    newEvent(`plan-${index}`, { tenant_id: 'plan', occurred_at: month(index % 12), user_id: `u-${index % 300}` }),
  )
  await appendEvents(db, events)
  await db.query('ANALYZE events')
  const plan = await withTenant(db, 'plan', async (tx) => {
    // There is too little to read for an index to pay; what counts is that one can be used.
    await tx.query('SET LOCAL enable_seqscan = off')
    return tx.query(`EXPLAIN SELECT * FROM events WHERE tenant_id = 'plan' AND user_id = 'u-7'
      AND occurred_at >= '2025-03-01' AND occurred_at < '2025-04-01' ORDER BY occurred_at DESC, id DESC LIMIT 101`)
  })
  const text = plan.rows.map((row) => row['QUERY PLAN']).join('\n')
  expect(text).toContain("Index Cond: ((tenant_id = 'plan'::text) AND (user_id = ")
  expect(text).not.toContain('Seq Scan')
  expect(text).not.toContain('events_2025_04')
})
