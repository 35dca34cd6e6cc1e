import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { runner } from 'node-pg-migrate'
import pg from 'pg'
import type { Logger } from '../platform/log.ts'
import type { Database } from './pool.ts'

const folder = join(import.meta.dirname, '../../migrations/postgres')

/**
 * Brings the schema up to date. Of several processes one migrates and the others wait for it (an advisory lock).
 * @throws when a migration fails; all pending ones then roll back together.
 */
export async function migrate(db: Database, log: Logger): Promise<void> {
  const client = await db.connect()
  try {
    // A migration takes what it takes, and so does waiting for the process that migrates first.
    await client.query('SET statement_timeout TO 0')
    const done = await runner({
      dbClient: client,
      dir: folder,
      direction: 'up',
      migrationsTable: 'schema_migrations',
      advisoryLockMode: 'wait',
      // Changes land in another order than their numbers: one that is new may stand before one that was applied.
      checkOrder: false,
      logger: {
        info: (message) => log.debug(message),
        warn: (message) => log.warn(message),
        error: (message) => log.error(message),
      },
    })
    for (const { name } of done) log.info({ migration: name }, 'migrated')
  } finally {
    // Closed, and not lent again without its time-out.
    client.release(true)
  }
}

/** The migrations that a server has not had, by their names in order. It is only read. */
export async function pendingMigrations(databaseUrl: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 })
  await client.connect()
  try {
    const { rows: found } = await client.query("SELECT to_regclass('schema_migrations') IS NOT NULL AS there")
    const done = found[0]?.there
      ? (await client.query<{ name: string }>('SELECT name FROM schema_migrations')).rows
      : []
    const names = new Set(done.map(({ name }) => name))
    const all = readdirSync(folder).filter((file) => file.endsWith('.sql'))
    return all
      .map((file) => file.slice(0, -'.sql'.length))
      .filter((name) => !names.has(name))
      .sort()
  } finally {
    await client.end()
  }
}
