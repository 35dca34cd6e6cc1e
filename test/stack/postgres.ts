import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { globSync } from 'node:fs'
import { chown, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { until } from '../service.ts'

const run = promisify(execFile)

export interface PostgresServer {
  /** A new, empty database on this server. */
  createDatabase(): Promise<string>
  /** Ends the server at once, with all its connections, and keeps its data. */
  goAway(): Promise<void>
  /** Starts it again on the same port. */
  comeBack(): Promise<void>
  stop(): Promise<void>
}

/** A TCP port that nothing listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port was given')
  return address.port
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
  let said = ''
  const start = () => {
    const started = spawn(join(bin, 'postgres'), ['-D', data, '-p', String(port), '-k', folder, '-h', '127.0.0.1'], {
      ...user,
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    started.stderr.on('data', (chunk) => {
      said += chunk
    })
    return started
  }
  let server = start()
  const url = (database: string) => `postgres://postgres@127.0.0.1:${port}/${database}`
  const ask = async (sql: string) => {
    const client = new pg.Client(url('postgres'))
    await client.connect()
    await client.query(sql).finally(() => client.end())
  }
  const started = () =>
    until(async () => {
      if (server.exitCode !== null) throw new Error(`PostgreSQL did not start: ${said}`)
      return ask('SELECT 1').then(
        () => true,
        () => false,
      )
    })
  const end = async () => {
    if (server.exitCode !== null) return
    const exited = once(server, 'exit')
    server.kill('SIGINT')
    await exited
  }
  await started()
  let databases = 0
  return {
    async createDatabase() {
      const name = `test_${databases++}`
      await ask(`CREATE DATABASE ${name}`)
      return url(name)
    },
    goAway: end,
    async comeBack() {
      server = start()
      await started()
    },
    async stop() {
      await end()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
