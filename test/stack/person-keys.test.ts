import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { destroyedKeys, openPersonKeys } from '../../src/compliance/person-keys.ts'
import { openLog } from '../../src/platform/log.ts'
import { listen } from '../../src/postgres/listen.ts'
import { openPostgres } from './open-postgres.ts'
import { type PostgresServer, startPostgres } from './postgres.ts'

/** Keys of persons in the memory of another process than the one that erases. */
let server: PostgresServer
beforeAll(async () => {
  server = await startPostgres()
})
afterAll(() => server.stop())

const person = { tenantId: 'acme', person: 'ana' }
/** Far less than the minute for which a key is remembered. */
const atOnce = { timeout: 10_000, interval: 20 }

async function openTwo() {
  const url = await server.createDatabase()
  const wrap = Buffer.alloc(32, 1)
  const db = await openPostgres(url)
  const [erasing, other] = [openPersonKeys(db, wrap), openPersonKeys(await openPostgres(url), wrap)]
  const listening = await listen(url, destroyedKeys, other.forget, openLog('silent'))
  onTestFinished(listening.close)
  return { db, erasing, other }
}

test('a key that one process destroys leaves the memory of another at once', async () => {
  const { erasing, other } = await openTwo()
  const [key] = await erasing.ensure([person])
  expect(await other.find(person)).toEqual(key)
  expect(await erasing.destroy(person.tenantId, [person.person])).toBe(1)
  await expect.poll(() => other.find(person), atOnce).toBeUndefined()
  expect(await erasing.find(person)).toBeUndefined()
})

test('a word that was missed while the connection was broken is made up for when it is there again', async () => {
  const { db, erasing, other } = await openTwo()
  await erasing.ensure([person])
  const [key] = await other.ensure([person])
  const broken = await db.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN %' AND datname = current_database()`,
  )
  expect(broken.rowCount).toBe(1)
  await erasing.destroy(person.tenantId, [person.person])
  expect(key).toHaveLength(32)
  await expect.poll(() => other.find(person), atOnce).toBeUndefined()
})
