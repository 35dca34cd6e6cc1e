/**
 * npm run bench:append -- --url postgresql://… [--events 20000 --busy]: what appending costs a PostgreSQL server on this machine, by the
 * statement and by COPY, in turn, into one empty database. Told is the processor time of the server's processes for that database,
 * which other work on the machine changes little. The statement is measured with new keys alone, as COPY is.
 */
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { Command } from 'commander'
import { appendEvents } from '../src/ledger/append.ts'
import { type CopyPace, neverCopy } from '../src/ledger/copy-pace.ts'
import { openLog } from '../src/platform/log.ts'
import { openDatabase } from '../src/postgres/database.ts'
import type { Database } from '../src/postgres/pool.ts'
import { businessEvents, rowOf } from './ingest.ts'
import { openReport } from './report.ts'

const flags = new Command('bench:append')
  .requiredOption('--url <url>', 'an empty database')
  .option('--events <n>', 'events of each way', '20000')
  .option('--busy', 'measure although the machine is not idle')
  .parse()
  .opts<{ url: string; events: string; busy?: true }>()

const report = openReport(`npm run bench:append -- --events ${flags.events}`, flags.busy === true)
const groupEvents = 1_000
/** Of Linux, always: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
const ticksPerSecond = 100
const always: CopyPace = { mayCopy: () => true, note() {} }

/** Seconds of processor time that the server's processes for this database have used. */
async function serverSeconds(db: Database): Promise<number> {
  const { rows } = await db.query<{ pid: number }>(
    'SELECT pid FROM pg_stat_activity WHERE datname = current_database()',
  )
  let ticks = 0
  for (const { pid } of rows) {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
    const [user, system] = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 13)
    ticks += Number(user) + Number(system)
  }
  return ticks / ticksPerSecond
}

const { db, close } = await openDatabase({ dataDir: tmpdir(), databaseUrl: flags.url }, openLog('error'), (error) => {
  throw error
})
try {
  const events = businessEvents(Number(flags.events))
  const ways = new Map([
    ['the statement', neverCopy],
    ['COPY', always],
  ])
  const used = new Map([...ways.keys()].map((way) => [way, { server: 0, client: 0 }]))
  for (let from = 0; from < events.length; from += groupEvents) {
    for (const [way, pace] of ways) {
      const group = events.slice(from, from + groupEvents).map((event) => {
        return { event: rowOf(event), payloadHash: Buffer.alloc(32) }
      })
      const [server, client] = [await serverSeconds(db), process.cpuUsage()]
      await appendEvents(db, group, pace)
      const { user, system } = process.cpuUsage(client)
      const sums = used.get(way) as { server: number; client: number }
      sums.client += (user + system) / 1e6
      sums.server += (await serverSeconds(db)) - server
    }
  }
  for (const [way, { server, client }] of used) {
    const perEvent = (seconds: number) => `${((seconds * 1e6) / events.length).toFixed(1)} µs`
    report.measured(
      `appending ${events.length} events in groups of 1 000 by ${way}`,
      `${perEvent(server)} of the server, ${perEvent(client)} here, for each event`,
    )
  }
} finally {
  await close()
}
