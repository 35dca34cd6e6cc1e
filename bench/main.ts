/**
 * npm run bench [-- --events 100000 --warehouse-events 10000000]: what the service does on this machine. Every figure
 * that could be misread as the machine's stands beside a baseline of the same run.
 */
import { execFileSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { measureFreshness } from './freshness.ts'
import { bareInsert, batchIngest, businessEvents } from './ingest.ts'
import { quantile } from './open-loop.ts'
import { benchKey, startServiceProcess } from './service-process.ts'

const flags = new Command('bench')
  .option('--events <n>', 'events of the ingest benches', '60000')
  .option('--warehouse-events <n>', 'events behind the queries', '10000000')
  .option('--rates <list>', 'single events a second', '100,250,500,1000')
  .option('--seconds <n>', 'how long each rate is held', '15')
  .parse()
  .opts<{ events: string; warehouseEvents: string; rates: string; seconds: string }>()

const say = (text: string) => process.stdout.write(`${text}\n`)
const run = (file: string, ...args: string[]) =>
  execFileSync(process.execPath, [join(import.meta.dirname, file), ...args], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })
const ms = (values: number[], share: number) => `${Math.round(quantile(Float64Array.from(values).sort(), share))} ms`
const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number

const folder = await mkdtemp(join(tmpdir(), 'pocm-bench-'))
try {
  const events = businessEvents(Number(flags.events))
  let service = await startServiceProcess(folder)
  say(`start on an empty folder: ${Math.round(service.startMs)} ms`)

  say(`\nBatch ingest of ${events.length} events, statements and batches of 1 000, baseline and service in turn`)
  const bare: number[] = []
  const whole: number[] = []
  for (let round = 0; round < 3; round++) {
    bare.push(await bareInsert(events))
    whole.push(await batchIngest([service.url], events))
    say(
      `  round ${round + 1}: bare insert ${Math.round(bare.at(-1) ?? 0)}/s, service ${Math.round(whole.at(-1) ?? 0)}/s`,
    )
  }
  say(
    `  median: the service reaches ${Math.round((100 * median(whole)) / median(bare))} % of the bare insert (aim: 60 %)`,
  )

  say(`\nSingle events at rising rates (aim: p95 under 100 ms at 500/s)`)
  run('load.ts', '--url', service.url, '--key', benchKey, '--rates', flags.rates, '--seconds', flags.seconds)

  const { queryableMs, liveMs } = await measureFreshness(service.url, 50)
  say(`\nFrom acknowledgement, 50 single orders`)
  say(`  to queryable: p50 ${ms(queryableMs, 0.5)}, p95 ${ms(queryableMs, 0.95)} (aim: p95 under 2 s)`)
  say(`  to the live stream: p50 ${ms(liveMs, 0.5)}, p95 ${ms(liveMs, 0.95)} (aim: p95 under 250 ms)`)
  say(`\nMemory of the service at its peak: ${Math.round(service.peakMiB())} MiB`)

  await service.stop()
  service = await startServiceProcess(folder)
  say(`start on a folder of ${3 * events.length} events and more: ${Math.round(service.startMs)} ms (aim: under 3 s)`)
  await service.stop()

  say(`\nQueries over ${flags.warehouseEvents} events (aim: p95 under 300 ms)`)
  run('query.ts', '--events', flags.warehouseEvents)
} finally {
  await rm(folder, { recursive: true, force: true })
}
