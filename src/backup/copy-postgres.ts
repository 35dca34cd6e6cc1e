import { writeFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join, sep } from 'node:path'
import pg from 'pg'
import { copyDurably, copyTree } from './copy-tree.ts'

const segmentBytes = 16 * 1024 * 1024
const segmentName = /^[0-9A-F]{24}$/

/** What is of a running server alone, or is copied by itself. */
const isLeftOut = (path: string) =>
  path === 'postmaster.pid' || path === join('global', 'pg_control') || path.startsWith(`pg_wal${sep}`)

/** Log position `1/2A0000D8` as a number of bytes. */
function bytesOf(lsn: string): bigint {
  const [high = '0', low = '0'] = lsn.split('/')
  return (BigInt(`0x${high}`) << 32n) | BigInt(`0x${low}`)
}

/** The names of the segments from that of `first` to the one that the byte before `lsn` is in. */
function segmentsBetween(first: string, lsn: string): string[] {
  const timeline = first.slice(0, 8)
  const perHigh = BigInt(0x1_0000_0000 / segmentBytes)
  const numberOf = (name: string) => BigInt(`0x${name.slice(8, 16)}`) * perHigh + BigInt(`0x${name.slice(16)}`)
  const hex = (value: bigint) => value.toString(16).toUpperCase().padStart(8, '0')
  const last = (bytesOf(lsn) - 1n) / BigInt(segmentBytes)
  const names: string[] = []
  for (let at = numberOf(first); at <= last; at += 1n) names.push(timeline + hex(at / perHigh) + hex(at % perHigh))
  return names
}

async function copyLog(from: string, to: string): Promise<void> {
  for (const name of await readdir(join(from, 'pg_wal'))) {
    if (segmentName.test(name)) await copyDurably(join(from, 'pg_wal', name), join(to, 'pg_wal', name))
  }
}

/** A backup that was killed leaves PostgreSQL in backup mode: there is one session, which nothing else uses then (back-up.ts). */
async function begin(client: pg.Client): Promise<void> {
  const start = () => client.query("SELECT pg_backup_start('pocm backup', true)")
  await start().catch(async (error) => {
    if (error.code !== '55000') throw error
    await client.query('SELECT pg_backup_stop(false)')
    await start()
  })
}

/**
 * Copies the folder of an embedded PostgreSQL that is running, which keeps working meanwhile. Its files are copied as
 * they are at different moments; the log between the beginning and the end makes them agree when the copy is started.
 * https://www.postgresql.org/docs/current/continuous-archiving.html#BACKUP-LOWLEVEL-BASE-BACKUP
 * @param socket the folder of its Unix socket
 * @throws Error where more was written meanwhile than PostgreSQL keeps the log of; it may be tried again
 */
export async function copyRunningPostgres(folder: string, socket: string, to: string): Promise<void> {
  const client = new pg.Client({ host: socket, port: 5432, user: 'postgres', database: 'postgres', ssl: false })
  await client.connect()
  try {
    await begin(client)
    await copyLog(folder, to)
    await copyTree(folder, to, (path) => !isLeftOut(path))
    await copyDurably(join(folder, 'global/pg_control'), join(to, 'global/pg_control'))
    const { rows } = await client.query<{ lsn: string; labelfile: string }>(
      'SELECT lsn, labelfile FROM pg_backup_stop(false)',
    )
    const { lsn, labelfile } = rows[0] as { lsn: string; labelfile: string }
    await copyLog(folder, to)
    const first = /\(file ([0-9A-F]{24})\)/.exec(labelfile)?.[1]
    if (first === undefined) throw new Error('PostgreSQL does not say where the log of the backup begins')
    const copied = new Set(await readdir(join(to, 'pg_wal')))
    const missing = segmentsBetween(first, lsn).filter((name) => !copied.has(name))
    if (missing.length > 0) {
      throw new Error(
        `the backup lacks ${missing.join(', ')} of PostgreSQL's log: more was written than it keeps; try again`,
      )
    }
    writeFileSync(join(to, 'backup_label'), labelfile)
  } finally {
    await client.end()
  }
}
