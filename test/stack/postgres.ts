import { execFile } from 'node:child_process'
import { globSync } from 'node:fs'
import { chown, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { freePort, type Server, startServer } from './server.ts'

const run = promisify(execFile)

export interface PostgresServer extends Server {
  /** A new, empty database on this server. @returns its URL */
  createDatabase(): Promise<string>
}

/** Where PostgreSQL's server programs are. @throws when none are installed: then the stack tests must fail. */
function programs(): string {
  const found = globSync('/usr/lib/postgresql/*/bin/postgres').sort().at(-1)
  if (found === undefined) throw new Error('PostgreSQL is not installed: apt-get install postgresql')
  return found.slice(0, -'/postgres'.length)
}

/** PostgreSQL refuses to run as root, so root hands it to the user that the package made. */
async function unprivileged(folder: string): Promise<{ uid: number; gid: number } | Record<string, never>> {
  if (process.getuid?.() !== 0) return {}
  const id = async (flag: string) => Number((await run('id', [flag, 'postgres'])).stdout)
  const user = { uid: await id('-u'), gid: await id('-g') }
  await chown(folder, user.uid, user.gid)
  return user
}

/** Starts a PostgreSQL server of its own on a free port and in a temporary folder. */
export async function startPostgres(): Promise<PostgresServer> {
  const folder = await mkdtemp(join(tmpdir(), 'pocm-stack-pg-'))
  const user = await unprivileged(folder)
  const bin = programs()
  const data = join(folder, 'data')
  await run(join(bin, 'initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-sync'], {
    ...user,
    cwd: folder,
  })
  const port = await freePort()
  const url = (database: string) => `postgres://postgres@127.0.0.1:${port}/${database}`
  const ask = async (sql: string) => {
    const client = new pg.Client(url('postgres'))
    await client.connect()
    await client.query(sql).finally(() => client.end())
  }
  const server = await startServer({
    name: 'PostgreSQL',
    command: join(bin, 'postgres'),
    args: ['-D', data, '-p', String(port), '-k', folder, '-h', '127.0.0.1'],
    cwd: folder,
    user,
    ask: () => ask('SELECT 1'),
  })
  let databases = 0
  return Object.assign(server, {
    async createDatabase() {
      const name = `test_${databases++}`
      await ask(`CREATE DATABASE ${name}`)
      return url(name)
    },
    async stop() {
      await server.goAway()
      await rm(folder, { recursive: true, force: true })
    },
  })
}
