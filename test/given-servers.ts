import { basename } from 'node:path'
import { createClient } from '@clickhouse/client'
import pg from 'pg'

/**
 * Servers that the environment gives to the tests (docs/decisions/0007-tests-on-real-servers.md), read when a test asks:
 * a setup file may have started them for its test file.
 */
const serverUrls = () => ({
  databaseUrl: process.env.POCM_TEST_DATABASE_URL,
  clickhouseUrl: process.env.POCM_TEST_CLICKHOUSE_URL,
})

/** A database on a server: made when it is not there, with this name behind the server's URL. */
export interface OwnDatabase {
  readonly url: string
  drop(): Promise<void>
}

export async function ownPostgres(serverUrl: string, name: string, template = 'template1'): Promise<OwnDatabase> {
  const ask = async (sql: string) => {
    const client = new pg.Client(serverUrl)
    await client.connect()
    await client.query(sql).finally(() => client.end())
  }
  await ask(`CREATE DATABASE "${name}" TEMPLATE "${template}"`).catch((error: { code?: string }) => {
    if (error.code !== '42P04') throw error // duplicate_database
  })
  return { url: onServer(serverUrl, name), drop: () => ask(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`) }
}

export async function ownClickHouse(serverUrl: string, name: string): Promise<OwnDatabase> {
  const ask = async (query: string) => {
    const client = createClient({ url: serverUrl })
    await client.command({ query }).finally(() => client.close())
  }
  await ask(`CREATE DATABASE IF NOT EXISTS \`${name}\``)
  return { url: onServer(serverUrl, name), drop: () => ask(`DROP DATABASE IF EXISTS \`${name}\` SYNC`) }
}

function onServer(serverUrl: string, database: string): string {
  const url = new URL(serverUrl)
  url.pathname = `/${database}`
  return url.href
}

/** The database's name says whose it is: everything that a test keeps in one folder shares one. */
const nameFor = (folder: string) => basename(folder).replaceAll(/\W/g, '_').toLowerCase()

/** Where the warehouse of this folder is: on the given server, or in the folder. */
export async function warehousePlace(
  folder: string,
): Promise<{ place: { url: string } | { path: string }; drop: () => Promise<void> }> {
  const { clickhouseUrl } = serverUrls()
  if (clickhouseUrl === undefined) return embeddedPlace(folder)
  const { url, drop } = await ownClickHouse(clickhouseUrl, nameFor(folder))
  return { place: { url }, drop }
}

export const embeddedPlace = (folder: string) => ({ place: { path: folder }, drop: async () => {} })

/** Where the ledger of this folder is: on the given server, or (undefined) in the folder. */
export async function ledgerUrl(
  folder: string,
): Promise<{ databaseUrl: string | undefined; drop: () => Promise<void> }> {
  const { databaseUrl } = serverUrls()
  if (databaseUrl === undefined) return { databaseUrl, drop: async () => {} }
  const { url, drop } = await ownPostgres(databaseUrl, nameFor(folder))
  return { databaseUrl: url, drop }
}

/** Settings that put a service on the given servers. One that a test sets itself wins. */
export async function storesOf(
  folder: string,
  env: Readonly<Record<string, string>>,
): Promise<{ env: Record<string, string>; drop: () => Promise<void> }> {
  const ledger = env.DATABASE_URL === undefined ? await ledgerUrl(folder) : undefined
  const warehouse = env.CLICKHOUSE_URL === undefined ? await warehousePlace(folder) : undefined
  return {
    env: {
      ...(ledger?.databaseUrl !== undefined && { DATABASE_URL: ledger.databaseUrl }),
      ...(warehouse !== undefined && 'url' in warehouse.place && { CLICKHOUSE_URL: warehouse.place.url }),
      ...env,
    },
    async drop() {
      await ledger?.drop()
      await warehouse?.drop()
    },
  }
}

/** For a test of the embedded engines themselves, which no given server may replace. */
export const embedded = { DATABASE_URL: '', CLICKHOUSE_URL: '' }
