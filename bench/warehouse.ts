/**
 * How fast the warehouse answers: writes events made up by the engine itself, then asks what a dashboard asks.
 * node bench/warehouse.ts [events=10000000] [days=90] [folder]: a folder that exists is asked again, not written anew.
 */
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadCatalogue } from '../src/events/catalogue.ts'
import { loadMeasures } from '../src/measures/catalogue.ts'
import { openEngine } from '../src/warehouse/engine.ts'
import type { QueryRequest } from '../src/warehouse/request.ts'
import { openWarehouse } from '../src/warehouse/warehouse.ts'
import { shapes, write } from './made-up-events.ts'

const events = Number(process.argv[2] ?? 10_000_000)
const days = Number(process.argv[3] ?? 90)
const path = process.argv[4] ?? (await mkdtemp(join(tmpdir(), 'bench-warehouse-')))
const known = process.argv[4] !== undefined && existsSync(path)
const say = (line: string) => process.stdout.write(`${line}\n`)

const catalogue = await loadCatalogue()
const measures = await loadMeasures()
const warehouse = await openWarehouse({ path, catalogue, measures })

if (!known) {
  const started = performance.now()
  const engine = await openEngine({ path })
  const step = 10
  for (let at = 0; at < days; at += step) {
    for (const shape of shapes)
      await engine.run(write(shape, at, step, Math.round((events / days) * step * shape.share)))
  }
  await engine.close()
  const seconds = (performance.now() - started) / 1000
  say(`${events} events written with their rollups in ${seconds.toFixed(1)} s`)
}

const money = {
  reportingCurrency: 'EUR',
  rates: [{ currency: 'USD', valid_from: '2026-01-01T00:00:00Z', rate: '0.91' }],
}
const first = '2026-01-01'
const date = (offset: number) => new Date(Date.parse(first) + offset * 86_400_000).toISOString().slice(0, 10)
const all = { metrics: [...measures.keys()], from: first, to: date(days), granularity: 'day' } satisfies QueryRequest
const half = { ...all, from: date(days / 2) }
const questions: Record<string, QueryRequest> = {
  'overview, all days': all,
  'overview, half of the days and those before': { ...half, compare: 'previous_period' },
  'overview, half, one country': { ...half, filters: { country: 'ES' }, compare: 'previous_period' },
  'overview, half, Europe/Madrid': { ...half, timezone: 'Europe/Madrid', compare: 'previous_period' },
  'gmv and orders by day': { ...all, metrics: ['gmv', 'orders'] },
  'gmv and orders by category': { ...all, metrics: ['gmv', 'orders'], granularity: 'total', dimensions: ['category'] },
  'gmv and orders by gateway': { ...all, metrics: ['gmv', 'orders'], granularity: 'total', dimensions: ['gateway'] },
  'sessions by country': { ...all, metrics: ['sessions'], granularity: 'total', dimensions: ['country'] },
  'sessions by city, from events': { ...all, metrics: ['sessions'], granularity: 'total', dimensions: ['city'] },
  'adherence by lot': { ...all, metrics: ['device_adherence'], granularity: 'total', dimensions: ['lot'] },
  'all by day in Asia/Kolkata, from events': { ...all, timezone: 'Asia/Kolkata' },
}
for (const [name, request] of Object.entries(questions)) {
  const times: number[] = []
  let source = ''
  for (let run = 0; run < 5; run++) {
    const started = performance.now()
    const { meta } = await warehouse.query('bench', request, money)
    times.push(performance.now() - started)
    source = meta.source
  }
  times.sort((a, b) => a - b)
  say(
    `${name.padEnd(48)} ${times[2]?.toFixed(0).padStart(6)} ms median, ${times[4]?.toFixed(0).padStart(6)} ms worst  ${source}`,
  )
}
await warehouse.close()
if (process.argv[4] === undefined) await rm(path, { recursive: true })
