/**
 * npm run bench:compare [-- --events 1000000 --busy]: what comparing the ledger with the warehouse costs the ledger, by reading its
 * events and by what the log has counted, and what counting costs a batch. On DATABASE_URL (an empty database), or embedded: then processor
 * time of all threads is reported, which other work on the machine changes little.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import type { StoredEvent } from '../src/events/envelope.ts'
import { countSlices } from '../src/ledger/hourly-slices.ts'
import { countLog, tallyEvents } from '../src/ledger/log-counts.ts'
import { ensurePartitions } from '../src/ledger/partitions.ts'
import { logHead } from '../src/ledger/read-log.ts'
import { recountRange } from '../src/ledger/recount.ts'
import { finishBatch } from '../src/log/batches.ts'
import { openLog } from '../src/platform/log.ts'
import { openDatabase } from '../src/postgres/database.ts'
import { openReport } from './report.ts'

const flags = new Command('bench:compare')
  .option('--events <n>', 'events of 48 hours, twenty types, one tenant', '1000000')
  .option('--busy', 'measure although the machine is not idle')
  .parse()
  .opts<{ events: string; busy?: true }>()

const report = openReport(`npm run bench:compare -- --events ${flags.events}`, flags.busy === true)
const total = Number(flags.events)
const databaseUrl = process.env.DATABASE_URL
const rounds = 5
const batchEvents = 5_000
const legEvents = 50_000
const hourMs = 3_600_000
const hours = 48
const types = 20

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number

/** Milliseconds of the processor where everything is in this process, else of the clock; the median of some rounds. */
async function costOf(act: () => Promise<unknown>): Promise<number> {
  const costs: number[] = []
  for (let round = 0; round < rounds; round++) {
    const [began, used] = [performance.now(), process.cpuUsage()]
    await act()
    const { user, system } = process.cpuUsage(used)
    costs.push(databaseUrl === undefined ? (user + system) / 1_000 : performance.now() - began)
  }
  return median(costs)
}

const folder = await mkdtemp(join(tmpdir(), 'pocm-bench-compare-'))
const fail = (error: Error) => {
  throw error
}
const { db, close } = await openDatabase({ dataDir: folder, databaseUrl }, openLog('error'), fail)
try {
  const to = Math.floor(Date.now() / hourMs) * hourMs
  const range = { from: new Date(to - hours * hourMs).toISOString(), to: new Date(to).toISOString() }
  await ensurePartitions(db, [range.from, range.to])
  for (let from = 0; from < total; from += legEvents) {
    await db.query(
      `WITH made AS (
         SELECT gen_random_uuid() AS id, 'type-' || n % ${types} AS type,
           $3::timestamptz + (n::float8 / $4) * interval '${hours} hours' AS occurred_at, n
         FROM generate_series($1::bigint, $2::bigint) AS n),
       keys AS (INSERT INTO event_keys (tenant_id, idempotency_key, event_id, occurred_at, payload_hash)
         SELECT 'bench', 'event ' || n, id, occurred_at, '\\x00' FROM made)
       INSERT INTO events (id, tenant_id, type, action, schema_version, occurred_at, received_at, producer, device_id,
         idempotency_key, context, data, checksum)
       SELECT id, 'bench', type, 'read', 1, occurred_at, occurred_at, 'bench', 'd-' || n % 1000, 'event ' || n, '{}',
         '{"metric": "glucose", "value": 104, "unit": "mg/dL"}', n * 2654435761 FROM made`,
      [from, Math.min(from + legEvents, total) - 1, range.from, total],
    )
  }
  await db.query('ANALYZE')
  const head = await logHead(db)
  const began = performance.now()
  await countLog(db, head)
  report.measured(
    `counting ${total} events that were there before`,
    `${Math.round(performance.now() - began)} ms of the clock`,
  )

  const kind = databaseUrl === undefined ? 'of processor time' : 'of the clock'
  const read = await costOf(() => recountRange(db, range, head))
  const counted = await costOf(() => countSlices(db, range, head))
  report.measured(`48 hours of ${total} events by reading them`, `${read.toFixed(1)} ms ${kind}`)
  report.measured(
    'the same by what the log has counted',
    `${counted.toFixed(1)} ms ${kind}: ${(read / counted).toFixed(0)} times less`,
  )

  const events = Array.from({ length: batchEvents }, (_, n) => ({
    event: {
      ...{ tenant_id: 'bench', type: `type-${n % types}`, occurred_at: new Date(to - (n % 2) * hourMs).toISOString() },
      checksum: String(n),
    } as StoredEvent,
  }))
  const batch = { consumer: 'bench', token: 'bench', from: head, to: head, events: [] }
  const bare = await costOf(() => finishBatch(db, batch))
  const finished = await costOf(() => finishBatch(db, batch, tallyEvents(events)))
  report.measured(`finishing a batch of ${batchEvents} events`, `${bare.toFixed(1)} ms ${kind}`)
  report.measured('finishing and counting it', `${finished.toFixed(1)} ms ${kind}`)
} finally {
  await close()
  await rm(folder, { recursive: true, force: true })
}
