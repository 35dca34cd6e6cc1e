/**
 * npm run bench [-- --events 100000 --warehouse-events 10000000 --write]: what the service does on this machine. Every figure
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
import { openReport, untilIdle } from './report.ts'
import { benchKey, startServiceProcess } from './service-process.ts'

const flags = new Command('bench')
  .option('--events <n>', 'events of the ingest benches', '60000')
  .option('--warehouse-events <n>', 'events behind the queries; 0 asks none', '10000000')
  .option('--rates <list>', 'single events a second', '500,1000,2000')
  .option('--seconds <n>', 'how long each rate is held; two rounds of upkeep are a minute apart', '60')
  .option('--busy', 'measure although the machine is not idle')
  .option('--write', 'put what was measured into docs/measured.md')
  .parse()
  .opts<{ events: string; warehouseEvents: string; rates: string; seconds: string; busy?: true; write?: true }>()

const asked = process.argv.slice(2).filter((it) => it !== '--write' && it !== '--busy')
const report = openReport(
  ['npm run bench', ...(asked.length > 0 ? ['--', ...asked] : [])].join(' '),
  flags.busy === true,
)
const { say, measured } = report
const run = (file: string, args: readonly string[], stdout: 'inherit' | 'pipe') =>
  execFileSync(process.execPath, [join(import.meta.dirname, file), ...args], {
    stdio: ['ignore', stdout, 'inherit'],
    encoding: 'utf8',
  })
const ms = (values: readonly number[], share: number) =>
  `${Math.round(quantile(Float64Array.from(values).sort(), share))} ms`
const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number
/** An aim, and whether it is missed. */
const aim = (text: string, isMet: boolean) => (isMet ? text : `${text}: **missed**`)

const folder = await mkdtemp(join(tmpdir(), 'pocm-bench-'))
try {
  const events = businessEvents(Number(flags.events))
  let service = await startServiceProcess(folder)
  measured('start on an empty folder', `${(service.startMs / 1000).toFixed(1)} s`)

  say(`\nBatch ingest of ${events.length} events, statements and batches of 1 000, baseline and service in turn`)
  const bare: number[] = []
  const whole: number[] = []
  for (let round = 0; round < 5; round++) {
    bare.push(await bareInsert(events))
    whole.push(await batchIngest([service.url], events))
    say(`  round ${round + 1}: bare ${Math.round(bare.at(-1) ?? 0)}/s, service ${Math.round(whole.at(-1) ?? 0)}/s`)
  }
  const share = median(whole) / median(bare)
  measured(
    'batch ingest, beside the bare `INSERT … SELECT FROM unnest` into the same tables, medians of five rounds in turn',
    `${Math.round(median(whole))}/s beside ${Math.round(median(bare))}/s: ${Math.round(100 * share)} %`,
    aim('60 %', share >= 0.6),
  )

  say('\nSingle events at rising rates')
  const load = ['--url', service.url, '--key', benchKey, '--rates', flags.rates, '--seconds', flags.seconds, '--json']
  for (const line of run('load.ts', load, 'pipe').trim().split('\n')) {
    const it = JSON.parse(line) as Record<'rate' | 'acknowledged_per_s' | 'p50_ms' | 'p95_ms' | 'p99_ms', number>
    measured(
      `single events, ${it.rate}/s for ${flags.seconds} s`,
      `${it.acknowledged_per_s}/s acknowledged, p50 ${it.p50_ms} ms, p95 ${it.p95_ms} ms, p99 ${it.p99_ms} ms`,
      it.rate === 2000 ? aim('p95 under 30 ms, p99 under 100 ms', it.p95_ms < 30 && it.p99_ms < 100) : '',
    )
  }

  const { queryableMs, liveMs } = await measureFreshness(service.url, 50)
  const p95 = (values: readonly number[]) => quantile(Float64Array.from(values).sort(), 0.95)
  measured(
    'acknowledged to queryable, 50 single orders',
    `p50 ${ms(queryableMs, 0.5)}, p95 ${ms(queryableMs, 0.95)}`,
    aim('p95 under 1 s', p95(queryableMs) < 1_000),
  )
  measured(
    'acknowledged to the live stream',
    `p50 ${ms(liveMs, 0.5)}, p95 ${ms(liveMs, 0.95)}`,
    aim('p95 under 250 ms', p95(liveMs) < 250),
  )
  const peak = service.peakMiB()
  measured(
    'memory of the service at its peak, all engines in one process',
    `${Math.round(peak)} MiB`,
    aim('1 GiB', peak <= 1024),
  )

  await service.stop()
  service = await startServiceProcess(folder)
  measured(
    `start on a folder of ${5 * events.length} events and more`,
    `${(service.startMs / 1000).toFixed(1)} s`,
    aim('under 3 s with a million', service.startMs < 3_000),
  )
  await service.stop()
} finally {
  await rm(folder, { recursive: true, force: true })
}
if (flags.write) await report.write('bench')
if (flags.warehouseEvents !== '0') {
  if (!flags.busy) await untilIdle()
  const passed = [...(flags.busy ? ['--busy'] : []), ...(flags.write ? ['--write'] : [])]
  run('query.ts', ['--events', flags.warehouseEvents, ...passed], 'inherit')
}
