import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { appendEvents } from '../../src/ledger/append.ts'
import { openLog } from '../../src/platform/log.ts'
import { openDatabase } from '../../src/postgres/database.ts'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/postgres/embedded/start.ts'
import { copyMigrated } from '../migrated-stores/copy.ts'
import { newEvent } from './new-event.ts'

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'pocm-test-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

const neverCrashes = (error: Error) => {
  throw error
}

async function start(): Promise<EmbeddedPostgres> {
  const folder = await newFolder()
  await copyMigrated('postgres', folder)
  const postgres = await startEmbeddedPostgres(join(folder, 'postgres'), neverCrashes)
  onTestFinished(() => postgres.close())
  return postgres
}

async function connect(postgres: EmbeddedPostgres): Promise<pg.Client> {
  const client = new pg.Client(postgres.connection)
  await client.connect()
  return client
}

test('statements of several connections never meet, though one of them is still being sent', async () => {
  const postgres = await start()
  const pool = new pg.Pool({ ...postgres.connection, max: 6 })
  onTestFinished(() => pool.end())
  const long = 'x'.repeat(1_000_000)
  const ask = async (text: string) => {
    for (let count = 0; count < 20; count++) {
      const { rows } = await pool.query('SELECT length($1::text) AS length, left($1, 5) AS start', [text])
      expect(rows).toEqual([{ length: text.length, start: text.slice(0, 5) }])
      expect((await pool.query('SELECT $1::text AS word', [text.slice(0, 9)])).rows[0].word).toBe(text.slice(0, 9))
    }
  }
  await Promise.all([`first${long}`, 'second', 'third', `fourth${long}`, 'fifth', 'sixth'].map(ask))
})

test('a transaction has the session for itself, and is rolled back when its connection breaks', async () => {
  const postgres = await start()
  const [one, other] = [await connect(postgres), await connect(postgres)]
  onTestFinished(() => other.end())
  await one.query('CREATE TABLE kept (word text)')
  await one.query('BEGIN')
  await one.query("INSERT INTO kept VALUES ('begun')")
  const counted = other.query('SELECT count(*)::int AS count FROM kept')
  one.on('error', () => {})
  // biome-ignore lint/suspicious/noExplicitAny: the socket is what breaks
  ;(one as any).connection.stream.destroy()
  expect((await counted).rows).toEqual([{ count: 0 }])
})

test('it writes through to the disk before it answers', async () => {
  const client = await connect(await start())
  onTestFinished(() => client.end())
  const { rows } = await client.query(
    "SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'wal_sync_method', 'synchronous_commit') ORDER BY name",
  )
  expect(rows.map(({ setting }) => setting)).toEqual(['on', 'on', 'fsync'])
})

test('a first start that was killed leaves nothing half made', async () => {
  const folder = await newFolder()
  await mkdir(join(folder, 'postgres.new'))
  await writeFile(join(folder, 'postgres.new/PG_VERSION'), '18\n')
  const postgres = await startEmbeddedPostgres(join(folder, 'postgres'), neverCrashes)
  await postgres.close()
  expect(await readdir(folder)).toEqual(['postgres'])
})

test('the folder of a socket that a kill left behind is cleared away', async () => {
  const folder = await newFolder()
  await copyMigrated('postgres', folder)
  const left = await mkdtemp(join(tmpdir(), 'pocm-pg-'))
  await writeFile(join(folder, 'postgres.socket'), left)
  const postgres = await startEmbeddedPostgres(join(folder, 'postgres'), neverCrashes)
  expect(existsSync(left)).toBe(false)
  await postgres.close()
  expect(await readdir(folder)).toEqual(['postgres'])
})

test('a folder that is none of PostgreSQL is named', async () => {
  const folder = join(await newFolder(), 'postgres')
  await mkdir(folder)
  await writeFile(join(folder, 'PG_VERSION'), '9\n')
  await expect(startEmbeddedPostgres(folder, neverCrashes)).rejects.toThrow(`could not open ${folder}`)
})

test('when PostgreSQL panics it is said at once, no statement hangs, and what was acknowledged is there again', async () => {
  const dataDir = await newFolder()
  await copyMigrated('postgres', dataDir)
  const crashed = Promise.withResolvers<Error>()
  const log = openLog('silent')
  const first = await openDatabase({ dataDir, databaseUrl: undefined }, log, crashed.resolve)
  await appendEvents(first.db, [newEvent('before')])

  // Without its folder no segment of the write-ahead log can be made: the same panic as on a full disk.
  const wal = join(dataDir, 'postgres/pg_wal')
  await rename(wal, `${wal}.away`)
  const switched = first.db.query('SELECT pg_switch_wal()').then(() => appendEvents(first.db, [newEvent('during')]))
  await expect(switched).rejects.toThrow()
  expect((await crashed.promise).message).toMatch(/PANIC/)
  await expect(appendEvents(first.db, [newEvent('after')])).rejects.toThrow()
  await first.close()

  await rename(`${wal}.away`, wal)
  const second = await openDatabase({ dataDir, databaseUrl: undefined }, log, neverCrashes)
  onTestFinished(second.close)
  const { rows } = await second.db.query('SELECT idempotency_key FROM event_keys')
  expect(rows).toEqual([{ idempotency_key: 'before' }])
})
