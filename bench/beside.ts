/**
 * npm run bench:beside -- --other ../before [--events 20000] [--rounds 7]: batch ingest of this checkout and of another
 * one (installed with `npm ci`), round by round in turn on one machine, so that its noise falls on both alike. Each
 * round is also measured against the bare insert of its own checkout, whose tables and indexes may differ.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Command } from 'commander'
import { businessEvents } from './ingest.ts'
import { openReport } from './report.ts'
import { startServiceProcess } from './service-process.ts'

type Ingest = typeof import('./ingest.ts')
type ServiceModule = typeof import('./service-process.ts')

const flags = new Command('bench:beside')
  .requiredOption('--other <folder>', 'the other checkout')
  .option('--events <n>', 'events of a round', '20000')
  .option('--rounds <n>', 'rounds after the first, which warms up and is left out', '7')
  .option('--busy', 'measure although the machine is not idle')
  .parse()
  .opts<{ other: string; events: string; rounds: string; busy?: true }>()

const { say } = openReport('npm run bench:beside', flags.busy === true)
const moduleOf = <T>(file: string): Promise<T> => import(pathToFileURL(resolve(flags.other, 'bench', file)).href)
const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number

const other = { ...(await moduleOf<Ingest>('ingest.ts')), ...(await moduleOf<ServiceModule>('service-process.ts')) }
const own = { ...(await import('./ingest.ts')), startServiceProcess }
const events = businessEvents(Number(flags.events))
const folder = await mkdtemp(join(tmpdir(), 'pocm-bench-'))

try {
  const sides = await Promise.all(
    Object.entries({ other, this: own }).map(async ([name, side]) => ({
      name,
      side,
      service: await side.startServiceProcess(join(folder, name)),
      ingested: [] as number[],
      bare: [] as number[],
    })),
  )
  const ratios: number[] = []
  for (let round = 0; round <= Number(flags.rounds); round++) {
    // Each goes first in every second round: what the first leaves to do in the background weighs on the second.
    for (const { side, service, ingested, bare } of round % 2 === 0 ? sides : sides.toReversed()) {
      bare.push(await side.bareInsert(events))
      ingested.push(await side.batchIngest([service.url], events))
    }
    const [before, after] = sides.map((side) => side.ingested.at(-1) as number) as [number, number]
    if (round > 0) ratios.push(after / before)
    say(
      `${round === 0 ? 'warm-up' : `round ${round}`}: ${sides
        .map(
          ({ name, ingested, bare }) =>
            `${name} ${Math.round(ingested.at(-1) ?? 0)}/s beside bare ${Math.round(bare.at(-1) ?? 0)}/s`,
        )
        .join(', ')}`,
    )
  }
  for (const { name, ingested, bare } of sides) {
    const rates = ingested.slice(1)
    const shares = rates.map((rate, index) => rate / (bare[index + 1] as number))
    say(`${name}: median ${Math.round(median(rates))}/s, ${Math.round(100 * median(shares))} % of its bare insert`)
  }
  say(`this beside other: median of the rounds ${Math.round(100 * median(ratios))} %`)
  await Promise.all(sides.map(({ service }) => service.stop()))
} finally {
  await rm(folder, { recursive: true, force: true })
}
