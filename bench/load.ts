/**
 * How fast a running service acknowledges: sends simulated events at given rates and prints percentiles for each.
 * node bench/load.ts --key <key> [--url http://127.0.0.1:8080] [--rates 500,1000,2000] [--seconds 20] [--batch 1]
 *
 * Rates are events a second. With --batch 1 each is a POST /analytics/ingest, otherwise POST /analytics/ingest/batch.
 */
import { Command } from 'commander'
import { simulate } from '../simulator/simulate.ts'
import { type Measured, quantile, sendOpenLoop } from './open-loop.ts'

interface Flags {
  readonly url: string
  readonly key: string
  readonly rates: string
  readonly seconds: string
  readonly warmUp: string
  readonly batch: string
  readonly connections: string
  readonly json: boolean
}

const flags = new Command('load')
  .requiredOption('--key <key>', 'an API key with the scope analytics:ingest')
  .option('--url <url>', 'the service', 'http://127.0.0.1:8080')
  .option('--rates <list>', 'events a second, one after the other', '500,1000,2000')
  .option('--seconds <n>', 'how long each rate is held', '20')
  .option('--warm-up <n>', 'seconds at the first rate that are not counted', '5')
  .option('--batch <n>', 'events in one request', '1')
  .option('--connections <n>', 'connections that are kept open', '64')
  .option('--json', 'one JSON object a line instead of a table', false)
  .parse()
  .opts<Flags>()

const batch = Number(flags.batch)
const rates = flags.rates.split(',').map(Number)
const run = Date.now().toString(36)
let sent = 0

/** Events without their keys, as the JSON that follows a key. */
function withoutKeys(): string[] {
  const to = new Date()
  const from = new Date(to.getTime() - 7 * 86_400_000)
  const range = { from: from.toISOString(), to: to.toISOString() }
  return Array.from(simulate({ seed: run, scale: 1, ...range }), ({ id: _, idempotency_key: __, ...event }) =>
    JSON.stringify(event).slice(1),
  )
}

const events = withoutKeys()

function nextEvent(): string {
  const n = sent++
  return `{"idempotency_key":"load-${run}-${n}",${events[n % events.length]}`
}

const body = () => (batch === 1 ? nextEvent() : Array.from({ length: batch }, nextEvent).join('\n'))

function acknowledged(status: number, answer: string): number {
  if (batch === 1) return status === 202 ? 1 : 0
  if (status !== 207) return 0
  return (JSON.parse(answer) as { accepted: number }).accepted
}

const hold = (rate: number, seconds: number) =>
  sendOpenLoop({
    url: new URL(batch === 1 ? '/analytics/ingest' : '/analytics/ingest/batch', flags.url),
    headers: {
      authorization: `Bearer ${flags.key}`,
      'content-type': batch === 1 ? 'application/json' : 'application/x-ndjson',
    },
    rate: rate / batch,
    seconds,
    connections: Number(flags.connections),
    body,
    acknowledged,
  })

function report(rate: number, { latenciesMs, lagsMs, statuses, events, seconds }: Measured) {
  const ms = (share: number) => Math.round(quantile(latenciesMs, share) * 10) / 10
  return {
    rate,
    acknowledged_per_s: Math.round(events / seconds),
    p50_ms: ms(0.5),
    p95_ms: ms(0.95),
    p99_ms: ms(0.99),
    max_ms: ms(1),
    statuses: [...statuses].map(([status, count]) => `${status}: ${count}`).join(', '),
    sender_lag_p99_ms: Math.round(quantile(lagsMs, 0.99) * 10) / 10,
  }
}

if (Number(flags.warmUp) > 0) await hold(rates[0] as number, Number(flags.warmUp))
const rows = []
for (const rate of rates) {
  const row = report(rate, await hold(rate, Number(flags.seconds)))
  rows.push(row)
  if (flags.json) process.stdout.write(`${JSON.stringify(row)}\n`)
}
if (!flags.json) process.stdout.write(table(rows))

function table(rows: readonly Record<string, unknown>[]): string {
  const names = Object.keys(rows[0] ?? {})
  const lines = [names, ...rows.map((row) => names.map((name) => String(row[name])))]
  const widths = names.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)))
  return lines.map((line) => `${line.map((cell, column) => cell.padStart(widths[column] ?? 0)).join('  ')}\n`).join('')
}
