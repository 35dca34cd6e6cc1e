import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type OwnDatabase, ownClickHouse } from '../given-servers.ts'
import { freePort, givenServer, type Server, startServer } from './server.ts'

export interface ClickHouseServer extends Server {
  /** Of the database that the server begins with, for CLICKHOUSE_URL. */
  readonly url: string
  /** A new, empty database on this server. @returns its URL */
  createDatabase(): Promise<string>
  /** Runs the next so many inserts and drops the connections of their clients. */
  loseAnswers(count: number): Promise<void>
}

/** Starts a ClickHouse of its own: chDB behind the HTTP interface, on the port wanted or a free one, in a temporary folder. */
export async function startClickHouse(wanted?: number): Promise<ClickHouseServer> {
  const given = process.env.POCM_TEST_CLICKHOUSE_URL
  if (given !== undefined) {
    const ours = openDatabases(given)
    const loseAnswers = () => Promise.reject(new Error('a ClickHouse that was given loses no answers'))
    return Object.assign(givenServer('ClickHouse', 'POCM_TEST_CLICKHOUSE_URL', ours.drop), ours, { loseAnswers })
  }
  const folder = await mkdtemp(join(tmpdir(), 'pocm-stack-clickhouse-'))
  const port = wanted ?? (await freePort())
  const url = `http://127.0.0.1:${port}`
  const post = async (path: string, body = '') => {
    const answer = await fetch(`${url}${path}`, { method: 'POST', body })
    if (!answer.ok) throw new Error(await answer.text())
  }
  const server = await startServer({
    name: 'ClickHouse',
    command: process.execPath,
    args: [join(import.meta.dirname, 'clickhouse-front.ts'), folder, String(port)],
    cwd: folder,
    ask: () => post('/', 'SELECT 1'),
  })
  return Object.assign(server, openDatabases(url), {
    loseAnswers: (count: number) => post(`/test/lose-answers?count=${count}`),
    async stop() {
      await server.goAway()
      await rm(folder, { recursive: true, force: true })
    },
  })
}

function openDatabases(url: string) {
  const made: OwnDatabase[] = []
  return {
    url,
    async createDatabase() {
      const database = await ownClickHouse(url, `pocm_test_${process.pid}_${Date.now()}_${made.length}`)
      made.push(database)
      return database.url
    },
    drop: async () => {
      for (const { drop } of made) await drop()
    },
  }
}
