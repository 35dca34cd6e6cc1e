import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { openDatabases, programs, unprivileged } from '../stack/postgres.ts'
import { freePort, type Server, startServer } from '../stack/server.ts'

const run = promisify(execFile)

/** A PostgreSQL server whose write-ahead log goes into a repository of pgBackRest. */
export interface ArchivedPostgres extends Server {
  createDatabase(): Promise<string>
  /** A full base backup of the running server. */
  backUp(): Promise<void>
  /** Resolves when all that was committed before is in the repository. @returns the moment, by the server's clock */
  archiveLog(): Promise<string>
  /** Kills the server and removes its data. */
  destroy(): Promise<void>
  /** Restores the last backup and replays the log up to a moment, and starts the server on it. */
  restore(to: string): Promise<void>
}

const segmentEverySeconds = 1

/** Starts a server of its own on a free port, with a repository beside its data. */
export async function startArchivedPostgres(): Promise<ArchivedPostgres> {
  const folder = await mkdtemp(join(tmpdir(), 'pocm-archived-pg-'))
  const user = await unprivileged(folder)
  const bin = programs()
  const [data, config] = [join(folder, 'data'), join(folder, 'pgbackrest.conf')]
  const port = await freePort()
  const as = { ...user, cwd: folder }
  const backRest = (...args: string[]) => run('pgbackrest', [`--config=${config}`, '--stanza=pocm', ...args], as)
  await writeFile(
    config,
    `[global]
repo1-path=${join(folder, 'repository')}
repo1-retention-full=1
lock-path=${join(folder, 'lock')}
log-level-file=off
log-level-console=warn
start-fast=y
[pocm]
pg1-path=${data}
pg1-port=${port}
pg1-socket-path=${folder}
pg1-user=postgres
`,
  )
  await run(join(bin, 'initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-sync'], as)
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`
  const ask = async <Row extends object>(sql: string): Promise<Row[]> => {
    const client = new pg.Client(url)
    await client.connect()
    try {
      return (await client.query<Row>(sql)).rows
    } finally {
      await client.end()
    }
  }
  const archiving = [
    ...['-c', 'archive_mode=on', '-c', `archive_timeout=${segmentEverySeconds}`],
    ...['-c', `archive_command=pgbackrest --config=${config} --stanza=pocm archive-push %p`],
  ]
  const server = await startServer({
    name: 'PostgreSQL',
    command: join(bin, 'postgres'),
    args: ['-D', data, '-p', String(port), '-k', folder, '-h', '127.0.0.1', ...archiving],
    cwd: folder,
    user,
    // A server that still replays its log answers, and takes nothing.
    ask: async () => {
      const [row] = await ask<{ replays: boolean }>('SELECT pg_is_in_recovery() AS replays')
      if (row?.replays) throw new Error('it replays its log')
    },
    startsWithinMs: 120_000,
  })
  await backRest('stanza-create')
  return Object.assign(server, openDatabases(url), {
    async backUp() {
      await backRest('--type=full', 'backup')
    },
    async archiveLog() {
      const [now] = await ask<{ at: string; segment: string }>(
        'SELECT clock_timestamp()::text AS at, pg_walfile_name(pg_switch_wal()) AS segment',
      )
      for (;;) {
        const [done] = await ask<{ is: boolean }>(
          `SELECT coalesce(last_archived_wal >= '${now?.segment}', false) AS is FROM pg_stat_archiver`,
        )
        if (done?.is) return now?.at as string
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
    },
    async destroy() {
      await server.goAway()
      await rm(data, { recursive: true })
    },
    async restore(to: string) {
      await mkdir(data, { mode: 0o700 })
      await run('chown', ['--reference', folder, data])
      await backRest('restore', '--type=time', `--target=${to}`, '--target-action=promote')
      await server.comeBack()
    },
    async stop() {
      await server.goAway()
      await rm(folder, { recursive: true, force: true })
    },
  })
}
