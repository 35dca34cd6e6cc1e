import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openHeldKeys } from '../../src/compliance/held-keys.ts'
import { replaceKeyFile } from '../../src/compliance/key-file.ts'
import { openKeys } from '../../src/compliance/master-key.ts'
import { openPersonKeys } from '../../src/compliance/person-keys.ts'
import { rotateMasterKey, sealedColumns } from '../../src/compliance/rotate.ts'
import { seal, unseal } from '../../src/compliance/sealing.ts'
import { readConfig } from '../../src/platform/config.ts'
import { openLog } from '../../src/platform/log.ts'
import { openDatabase } from '../../src/postgres/database.ts'
import type { Database } from '../../src/postgres/pool.ts'
import { changeMasterKey } from '../../src/roles/change-master-key.ts'
import { copyMigrated } from '../migrated-stores/copy.ts'
import { startService } from '../service.ts'

const log = openLog('silent')
const keyOf = (byte: number) => Buffer.alloc(32, byte).toString('base64')
const [first, second, third] = [keyOf(1), keyOf(2), keyOf(3)]

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'pocm-rotation-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

async function openLedger(): Promise<Database> {
  const folder = await newFolder()
  await copyMigrated('postgres', folder)
  const { db, close } = await openDatabase({ databaseUrl: undefined, dataDir: folder }, log, () => {})
  onTestFinished(close)
  return db
}

const persons = Array.from({ length: 30 }, (_, n) => ({ tenantId: 'demo', person: `person-${n}` }))
const id = '0190a000-0000-7000-8000-000000000001'

/** What the first key sealed before values named its version. */
async function fillOld(db: Database): Promise<Buffer[]> {
  const keys = openKeys('unused', first)
  const found = await openPersonKeys(db, keys.wrap.current.key).ensure(persons)
  const letter = seal(keys.letters.current.key, Buffer.from('letter'), 'pocm.ingest.v1/0/7')
  await db.query(
    `INSERT INTO dead_letters (id, tenant_id, cause, detail, sealed, headers, topic, partition, "offset", written_at)
     VALUES ($1, 'demo', 'malformed_json', '[]', $2, '{}', 'pocm.ingest.v1', 0, 7, now())`,
    [id, letter],
  )
  await db.query(
    `INSERT INTO alerts (id, tenant_id, name, metric, filters, span, condition, webhook_url, sealed_secret, enabled)
     VALUES ($1, 'demo', 'a', 'orders', '{}', '1h', 'above', 'https://example.org', $2, false)`,
    [id, seal(keys.webhooks.current.key, Buffer.from('secret'), id)],
  )
  await db.query("INSERT INTO settings VALUES ('master_key_fingerprint', $1)", [keys.current.fingerprint])
  return found
}

/** What is readable of it with these keys. */
async function readAll(db: Database, given: string, ...before: string[]) {
  const keys = openKeys('unused', given, before)
  const { rows } = await db.query<{ sealed: Buffer; sealed_secret: Buffer }>(
    'SELECT sealed, sealed_secret FROM dead_letters, alerts',
  )
  const [row] = rows
  if (row === undefined) throw new Error('nothing was kept')
  return {
    persons: await openPersonKeys(db, keys.wrap).ensure(persons),
    letter: unseal(keys.letters, row.sealed, 'pocm.ingest.v1/0/7').toString(),
    secret: unseal(keys.webhooks, row.sealed_secret, id).toString(),
  }
}

/** A database on which the given number of changes succeeds; then it is as if the process were gone. */
const dyingAfter = (db: Database, changes: number): Database => {
  let left = changes
  const query = (text: string, values: unknown[]) => {
    if (text.startsWith('UPDATE') && left-- <= 0) throw new Error('killed')
    return db.query(text, values)
  }
  return { query } as unknown as Database
}

test('what was sealed before keys had versions is read with both keys, and with the new one alone behind the change', async () => {
  const db = await openLedger()
  const found = await fillOld(db)
  const all = { persons: found, letter: 'letter', secret: 'secret' }
  expect(await readAll(db, first)).toEqual(all)
  expect(await readAll(db, second, first)).toEqual(all)
  await expect(readAll(db, second)).rejects.toThrow(/POCM_MASTER_KEY_PREVIOUS/)

  const keys = openKeys('unused', second, [first])
  const before = (await openHeldKeys(db, openKeys('unused', first))).payload.export()
  await openHeldKeys(db, keys)
  for (const changes of [0, 1, 3, 8, 12]) {
    await expect(rotateMasterKey(dyingAfter(db, changes), keys)).rejects.toThrow('killed')
    expect(await readAll(db, second, first)).toEqual(all)
  }
  const rotated = await rotateMasterKey(db, keys)
  expect(rotated).toMatchObject({ 'alerts.sealed_secret': 1, 'dead_letters.sealed': 1 })
  expect(await readAll(db, second)).toEqual(all)
  const alone = await openHeldKeys(db, openKeys('unused', second))
  expect(alone.payload.export()).toEqual(before)
  expect(Object.values(await rotateMasterKey(db, keys)).every((count) => count === 0)).toBe(true)
  await expect(readAll(db, first)).rejects.toThrow(/does not have/)
})

test('a person whose key is destroyed while it is sealed anew stays destroyed', async () => {
  const db = await openLedger()
  await fillOld(db)
  const keys = openKeys('unused', second, [first])
  const query = async (text: string, values: unknown[]) => {
    if (text.startsWith('UPDATE person_keys')) await db.query("DELETE FROM person_keys WHERE person = 'person-7'")
    return db.query(text, values)
  }
  await openHeldKeys(db, keys)
  await rotateMasterKey({ query } as unknown as Database, keys)
  expect(await openPersonKeys(db, keys.wrap).find({ tenantId: 'demo', person: 'person-7' })).toBeUndefined()
})

test('a process that lacks a key is refused with what to set, from the first process with the new key on', async () => {
  const db = await openLedger()
  const held = (...given: string[]) => openHeldKeys(db, openKeys('unused', given[0], given.slice(1)))
  await held(first)
  await expect(held(second)).rejects.toThrow(/POCM_MASTER_KEY_PREVIOUS/)
  await held(first, second)
  await held(second, first)
  await expect(held(first)).rejects.toThrow(/has only the old one/)
  await expect(held(third, first, second)).rejects.toThrow(/Another process began/)
  await held(first, second)
  await expect(rotateMasterKey(db, openKeys('unused', first, [second]))).rejects.toThrow(/is being changed/)
  await rotateMasterKey(db, openKeys('unused', second, [first]))
  await held(second)
  await expect(held(first)).rejects.toThrow(/was changed to/)
})

test('every column that seals by the master key is among those that are sealed anew', async () => {
  const db = await openLedger()
  const { rows } = await db.query<{ name: string }>(
    `SELECT table_name || '.' || column_name AS name FROM information_schema.columns
     WHERE table_schema = current_schema() AND data_type = 'bytea' AND column_name ~ 'sealed|wrapped' ORDER BY 1`,
  )
  const ofAnotherKey = ['tokens.sealed']
  const known = sealedColumns.map(({ table, column }) => `${table}.${column}`)
  expect(rows.map(({ name }) => name).filter((name) => !ofAnotherKey.includes(name))).toEqual([...known].sort())
})

test('a data folder gets a new key in its file, also where the first try was killed, and keeps what it knew', async () => {
  const folder = await newFolder()
  const event = {
    ...{ type: 'user', action: 'registered', occurred_at: '2026-10-01T12:00:00Z', producer: 'test', user_id: 'ana' },
    ...{ idempotency_key: 'kept', data: { email: 'ana@example.org', birth_date: '1980-05-01' } },
  }
  const started = async () => {
    const service = await startService({ POCM_DATA_DIR: folder })
    onTestFinished(() => service.stop())
    return service
  }
  const service = await started()
  const { id: eventId } = (await service.call('POST', '/analytics/ingest', event)).body
  const { db } = service.service.deps
  await db.query('UPDATE person_keys SET wrapped_key = substring(wrapped_key FROM 10)')
  await db.query('DELETE FROM service_keys')
  const config = readConfig({ POCM_DATA_DIR: folder })
  await expect(changeMasterKey(config, log)).rejects.toThrow(/in use/)
  await service.stop()

  const path = join(folder, 'master.key')
  const old = await readFile(path, 'utf8')
  replaceKeyFile(folder)
  const made = await readFile(path, 'utf8')
  expect([made === old, await readFile(`${path}.previous`, 'utf8')]).toEqual([false, old])
  const { rotated } = await changeMasterKey(config, log)
  expect(rotated).toMatchObject({ 'person_keys.wrapped_key': 1 })
  expect(await readFile(path, 'utf8')).toBe(made)
  expect([existsSync(`${path}.previous`), (await stat(path)).mode & 0o777]).toEqual([false, 0o600])

  const later = await started()
  expect((await later.call('POST', '/analytics/ingest', event)).body).toEqual({ id: eventId, status: 'duplicate' })
  const { rows } = await later.service.db.query('SELECT data FROM events')
  const shown = (await later.call('GET', `/analytics/events/${eventId}`)).body
  const { email } = await later.service.deps.protection.reveal({ ...shown, data: rows[0].data })
  expect(email).toBe('ana@example.org')
})
