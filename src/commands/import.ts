import { basename } from 'node:path'
import { SingleBar } from 'cli-progress'
import { Argument, Command, InvalidArgumentError, Option } from 'commander'
import { type ImportOptions, type ImportSummary, importFile } from '../../simulator/importing/import-file.ts'
import { ImportStopped } from '../../simulator/importing/stopped.ts'

export { importFile } from '../../simulator/importing/import-file.ts'

interface Flags extends Omit<ImportOptions, 'file' | 'rejected' | 'state' | 'key'> {
  readonly key?: string
  readonly rejected?: string
  readonly state?: string
}

/** `pocm import`: maps a file to events and sends them to a running service. */
export function importCommand(): Command {
  return new Command('import')
    .description('Import a CSV or JSON lines file (gzip or not) as events; see docs/import.md')
    .addArgument(new Argument('<file>', 'the file to import'))
    .requiredOption('--map <mapping>', 'a built-in mapping by its name, or the path of a YAML file')
    .addOption(new Option('--url <url>', 'the service').default('http://127.0.0.1:8080').argParser(readUrl))
    .addOption(new Option('--key <key>', 'an API key with the scope analytics:ingest').env('POCM_API_KEY'))
    .option('--rejected <file>', 'where rejected rows go (default: <file>.rejected.ndjson in this folder)')
    .option('--state <file>', 'where progress is noted (default: <file>.import.json in this folder)')
    .addOption(new Option('--batch <n>', 'events in one request').default(1000).argParser(readCount(5000)))
    .addOption(new Option('--limit <n>', 'stop after n events').argParser(readCount(Number.MAX_SAFE_INTEGER)))
    .option('--restart', 'begin again, whatever the state file says')
    .action(run)
}

async function run(file: string, flags: Flags, command: Command) {
  if (flags.key === undefined) command.error('An API key is needed: --key or POCM_API_KEY.')
  const name = basename(file)
  const rejected = flags.rejected ?? `${name}.rejected.ndjson`
  const state = flags.state ?? `${name}.import.json`
  const bar = new SingleBar({ format: `${name} {bar} {percentage}% of {total} bytes, {eta_formatted} to go` })
  bar.start(1, 0)
  const onProgress = (bytesRead: number, bytes: number) => {
    bar.setTotal(bytes)
    bar.update(bytesRead)
  }
  try {
    const summary = await importFile({ ...flags, key: flags.key as string, file, rejected, state, onProgress })
    bar.stop()
    process.stdout.write(describe(summary, rejected))
  } catch (error) {
    bar.stop()
    if (!(error instanceof ImportStopped)) throw error
    command.error(error.message)
  }
}

/** What became of the file, one count on a line. */
export function describe(summary: ImportSummary, rejectedFile: string): string {
  const lines: [count: number, what: string][] = [
    [summary.rows, 'rows read'],
    ...Object.entries(summary.skipped).map(([why, rows]): [number, string] => [rows, `rows skipped: ${why}`]),
    [summary.accepted, 'events accepted'],
    [summary.duplicates, 'events that the service had already'],
    [summary.rejected, summary.rejected > 0 ? `rejected; see ${rejectedFile}` : 'rejected'],
  ]
  if (!summary.finished) lines.push([summary.outcomes, 'outcomes so far; the same command goes on from here'])
  const width = Math.max(...lines.map(([count]) => String(count).length))
  return lines.map(([count, what]) => `${String(count).padStart(width)} ${what}\n`).join('')
}

function readUrl(text: string): string {
  if (URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol)) return text
  throw new InvalidArgumentError('It must begin with http:// or https://.')
}

const readCount = (most: number) => (text: string) => {
  const count = Number(text)
  if (Number.isInteger(count) && count >= 1 && count <= most) return count
  throw new InvalidArgumentError(`It must be a whole number from 1 to ${most}.`)
}
