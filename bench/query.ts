/**
 * npm run bench:query [-- --events 1e6,10e6 --runs 20 --every --folder /tmp/bench --write --draw docs/growth.svg]: how long what pages ask takes over
 * so many events, beside the bare statements of the same run, and how it grows with the events.
 */
import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { drawGrowth, type Growth } from './growth-picture.ts'
import { openReport } from './report.ts'
import type { Timed } from './time-question.ts'

const flags = new Command('bench:query')
  .option('--events <list>', 'sizes to ask over', '10e6,100e6')
  .option('--runs <n>', 'how often each question is asked', '20')
  .option('--every', 'every measure by every dimension that it allows, instead of what pages ask')
  .option('--only <text>', 'questions whose page and name hold this')
  .option('--busy', 'measure although the machine is not idle')
  .option('--write', 'put what was measured into docs/measured.md')
  .option('--draw <file>', 'draw how the medians grow with the events as SVG, as docs/growth.svg')
  .option('--folder <path>', 'keeps the events there, and asks them again the next time')
  .parse()
  .opts<{
    events: string
    runs: string
    every?: true
    only?: string
    draw?: string
    folder?: string
    busy?: true
    write?: true
  }>()

/** p95 in milliseconds, by the number of events. */
const aims = [
  [10e6, 200],
  [100e6, 700],
] as const

const command = `npm run bench:query -- --events ${flags.events} --runs ${flags.runs}${flags.every ? ' --every' : ''}`
const written = openReport(command, flags.busy === true)
const { say } = written
const sizes = flags.events.split(',').map(Number)
const folder = flags.folder ?? (await mkdtemp(join(tmpdir(), 'bench-query-')))
const found = new Map<number, Timed[]>()
try {
  for (const events of sizes) {
    say(`\nOver ${events} events, ${flags.runs} runs each`)
    const file = join(import.meta.dirname, 'query-size.ts')
    const args = [String(events), join(folder, String(events)), flags.runs, flags.every ? 'every' : 'pages']
    const out = execFileSync(process.execPath, [file, ...args, ...(flags.only === undefined ? [] : [flags.only])], {
      stdio: ['ignore', 'pipe', 'inherit'],
      maxBuffer: 64 * 1024 * 1024,
    })
    found.set(events, JSON.parse(out.toString()))
    report(events, found.get(events) ?? [])
  }
  if (flags.write) await written.write('bench:query')
  if (flags.draw !== undefined) await draw(flags.draw)
  for (const [index, events] of sizes.slice(1).entries()) compare(sizes[index] as number, events)
} finally {
  if (flags.folder === undefined) await rm(folder, { recursive: true, force: true })
}

function report(events: number, timed: readonly Timed[]): void {
  const aim = aims.find(([size]) => events <= size)?.[1]
  say(
    `${'page'.padEnd(11)}${'p50'.padStart(7)}${'p95'.padStart(7)}${'bare'.padStart(7)}${'ratio'.padStart(7)}    cpu  from`,
  )
  for (const { page, name, p50, p95, bare, cpu, source, statements } of timed) {
    const times = [p50, p95, bare].map((ms) => ms.toFixed(0).padStart(7)).join('')
    const ratio = (p50 / bare).toFixed(2).padStart(7)
    const missed = aim !== undefined && p95 > aim ? '  MISSED' : ''
    say(`${page.padEnd(11)}${times}${ratio}${cpu.toFixed(0).padStart(7)}  ${source} (${statements})  ${name}${missed}`)
  }
  written.table(
    `Over ${events} events, ${flags.runs} runs each, in milliseconds; *bare* are the same statements sent to ClickHouse alone.`,
    ['question', 'p50', 'p95', 'bare', 'processor time', 'statements'],
    timed.map(({ page, name, p50, p95, bare, cpu, source, statements }) => [
      `${page}: ${name}`,
      ...[p50, p95, bare, cpu].map((time) => time.toFixed(0)),
      `${statements}, from ${source}`,
    ]),
  )
  const over = timed.filter(({ p95 }) => aim !== undefined && p95 > aim)
  if (aim !== undefined) say(`aim: p95 under ${aim} ms; missed by ${over.length} of ${timed.length} questions`)
}

async function draw(file: string): Promise<void> {
  const growths = new Map<string, [number, number][]>()
  for (const [events, timed] of found) {
    for (const { page, name, p50 } of timed) {
      const full = `${page}: ${name}`
      growths.set(full, [...(growths.get(full) ?? []), [events, p50]])
    }
  }
  const questions = [...growths].map(([name, times]): Growth => ({ name, times }))
  await writeFile(file, drawGrowth(`What pages ask: medians of ${flags.runs} runs by events`, questions, aims))
}

/** How the medians grow; tenfold would mean that everything is read again for each question. */
function compare(few: number, many: number): void {
  const before = new Map(found.get(few)?.map((it) => [`${it.page}: ${it.name}`, it.p50]))
  const growth = (found.get(many) ?? []).flatMap((it) => {
    const p50 = before.get(`${it.page}: ${it.name}`)
    return p50 === undefined ? [] : [{ name: `${it.page}: ${it.name}`, times: it.p50 / p50 }]
  })
  growth.sort((a, b) => b.times - a.times)
  const median = growth[Math.floor(growth.length / 2)]
  if (median === undefined) return
  say(`\nFrom ${few} to ${many} events the medians grow ${median.times.toFixed(1)} times in the middle, most of all:`)
  for (const { name, times } of growth.slice(0, 8)) say(`  ${times.toFixed(1).padStart(6)} times  ${name}`)
}
