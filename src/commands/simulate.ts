import { pipeline } from 'node:stream/promises'
import { Command, InvalidArgumentError, Option } from 'commander'
import { type SimulateOptions, simulate } from '../../simulator/simulate.ts'

interface Flags {
  readonly seed: string
  readonly scale: number
  readonly days: number
  readonly to?: string
  readonly currencies: boolean
}

const dayMs = 86_400_000
const chunkLength = 64 * 1024

/** `pocm simulate`: writes the events of the simulated business as NDJSON. */
export function simulateCommand(): Command {
  return new Command('simulate')
    .description('Write the events of a simulated business to the standard output, one a line; see simulator/README.md')
    .addOption(new Option('--days <n>', 'days since the opening').default(90).argParser(readAbove('days', 0)))
    .addOption(new Option('--seed <seed>', 'the same seed gives the same business').default('1'))
    .addOption(
      new Option('--scale <n>', '1 is about 200 000 events in 90 days').default(1).argParser(readAbove('scale', 0)),
    )
    .addOption(
      new Option('--to <moment>', 'the end, RFC 3339 or a date (default: last midnight UTC)').argParser(readMoment),
    )
    .addOption(new Option('--currencies', 'orders in the currency of each country').default(false))
    .action(write)
}

async function write({ seed, scale, days, to, currencies }: Flags): Promise<void> {
  const ends = to === undefined ? Math.floor(Date.now() / dayMs) * dayMs : Date.parse(to)
  const range = { from: new Date(ends - days * dayMs).toISOString(), to: new Date(ends).toISOString() }
  try {
    await pipeline(chunks({ seed, scale, currencies, ...range }), process.stdout, { end: false })
  } catch (error) {
    // The reader of the pipe has closed it: `pocm simulate | head`.
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error
  }
}

function* chunks(options: SimulateOptions): Generator<string> {
  let chunk = ''
  for (const event of simulate(options)) {
    chunk += `${JSON.stringify(event)}\n`
    if (chunk.length < chunkLength) continue
    yield chunk
    chunk = ''
  }
  if (chunk !== '') yield chunk
}

const readAbove = (name: string, least: number) => (text: string) => {
  const number = Number(text)
  if (Number.isFinite(number) && number > least) return number
  throw new InvalidArgumentError(`${name} must be a number above ${least}.`)
}

function readMoment(text: string): string {
  const ms = Date.parse(text)
  if (Number.isNaN(ms)) throw new InvalidArgumentError('It must be an RFC 3339 moment or a date.')
  return new Date(ms).toISOString()
}
