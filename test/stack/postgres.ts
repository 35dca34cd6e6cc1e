import { execFile } from 'node:child_process'
import { globSync } from 'node:fs'
import { chown, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { type OwnDatabase, ownPostgres } from '../given-servers.ts'
import { freePort, givenServer, type Server, startServer } from './server.ts'

const run = promisify(execFile)

export interface PostgresServer extends Server {
  /** A new, empty database on this server. @returns its URL */
  createDatabase(): Promise<string>
  /** A copy of another database, to which no client is connected. @returns its URL */
  copyDatabase(url: string): Promise<string>
}

/** Where PostgreSQL's server programs are. @throws when none are installed: then the stack tests must fail. */
export function programs(): string {
  const found = globSync('/usr/lib/postgresql/*/bin/postgres').sort().at(-1)
  if (found === undefined) throw new Error('PostgreSQL is not installed: apt-get install postgresql')
  return found.slice(0, -'/postgres'.length)
}

/** PostgreSQL refuses to run as root, so root hands it to the user that the package made. */
export async function unprivileged(folder: string): Promise<{ uid: number; gid: number } | Record<string, never>> {
  if (process.getuid?.() !== 0) return {}
  const id = async (flag: string) => Number((await run('id', [flag, 'postgres'])).stdout)
  const user = { uid: await id('-u'), gid: await id('-g') }
  await chown(folder, user.uid, user.gid)
  return user
}

/** Starts a PostgreSQL server of its own on a free port and in a temporary folder. */
export async function startPostgres(): Promise<PostgresServer> {
  const given = process.env.POCM_TEST_DATABASE_URL
  if (given !== undefined) {
    const ours = openDatabases(given)
    return Object.assign(givenServer('PostgreSQL', 'POCM_TEST_DATABASE_URL', ours.drop), ours)
  }
  const folder = await mkdtemp(join(tmpdir(), 'pocm-stack-pg-'))
  const user = await unprivileged(folder)
  const bin = programs()
  const data = join(folder, 'data')
  await run(join(bin, 'initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-sync'], {
    ...user,
    cwd: folder,
  })
  const port = await freePort()
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`
  const server = await startServer({
    name: 'PostgreSQL',
    command: join(bin, 'postgres'),
    args: ['-D', data, '-p', String(port), '-k', folder, '-h', '127.0.0.1'],
    cwd: folder,
    user,
    ask: async () => {
      const client = new pg.Client(url)
      await client.connect()
      await client.end()
    },
  })
  return Object.assign(server, openDatabases(url), {
    async stop() {
      await server.goAway()
      await rm(folder, { recursive: true, force: true })
    },
  })
}

export function openDatabases(serverUrl: string) {
  const made: OwnDatabase[] = []
  let asked = 0
  const create = async (template?: string) => {
    const database = await ownPostgres(serverUrl, `pocm_test_${process.pid}_${Date.now()}_${asked++}`, template)
    made.push(database)
    return database.url
  }
  return {
    createDatabase: () => create(),
    copyDatabase: (url: string) => create(new URL(url).pathname.slice(1)),
    drop: async () => {
      for (const { drop } of made) await drop()
    },
  }
}
