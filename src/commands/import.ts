import { basename } from 'node:path'
import { SingleBar } from 'cli-progress'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { type DryRun, dryRun } from '../../importer/dry-run.ts'
import { type ImportOptions, type ImportSummary, importFile } from '../../importer/import-file.ts'
import type { Settings } from '../../importer/mapping.ts'
import { openCheck } from './import-check.ts'
import { remoteCommand } from './remote.ts'

export { importFile } from '../../importer/import-file.ts'

type Flags = Omit<ImportOptions, 'file' | 'rejected' | 'state' | 'key'> & {
  readonly key?: string
  readonly rejected?: string
  readonly state?: string
  readonly dryRun?: boolean
}

/** `pocm import`: maps a file to events and sends them to a running service. */
export const importCommand = (): Command =>
  remoteCommand('import', true)
    .description('Import a CSV or JSON lines file (gzip or not) as events; see docs/import.md')
    .argument('<file>', 'the file to import')
    .requiredOption(
      '--map <mapping>',
      'a built-in mapping by its name (pocm mappings lists them), or the path of a YAML file',
    )
    .option('--set <name=value>', 'set a parameter of the mapping; may be repeated', readSetting, {})
    .option('--rejected <file>', 'where rejected rows go (default: <file>.rejected.ndjson in this folder)')
    .option('--state <file>', 'where progress is noted (default: <file>.import.json in this folder)')
    .addOption(new Option('--batch <n>', 'events in one request').default(1000).argParser(readCount(5000)))
    .addOption(new Option('--limit <n>', 'stop after n events').argParser(readCount(Number.MAX_SAFE_INTEGER)))
    .option('--restart', 'begin again, whatever the state file says')
    .option('--dry-run', 'read, map and check everything, and send nothing; needs no service and no key')
    .action(run)

async function run(file: string, flags: Flags, command: Command) {
  const { key, dryRun: isDry, ...others } = flags
  const name = basename(file)
  const { rejected = `${name}.rejected.ndjson`, state = `${name}.import.json` } = flags
  if (key === undefined && !isDry) command.error("error: required option '--key <key>' not specified")
  const bar = new SingleBar({ format: `${name} {bar} {percentage}% of {total} bytes, {eta_formatted} to go` })
  const onProgress = (bytesRead: number, bytes: number) => {
    bar.setTotal(bytes)
    bar.update(bytesRead)
  }
  bar.start(1, 0)
  try {
    const told = isDry
      ? describeDryRun(await dryRun({ ...others, file, onProgress }, await openCheck()))
      : summarise(await importFile({ ...others, key: key as string, file, rejected, state, onProgress }), rejected)
    bar.stop()
    process.stdout.write(told)
  } finally {
    bar.stop()
  }
}

/** What an import would do: its counts, the first rows that it would reject, and the first events as they would be sent. */
export function describeDryRun({ summary, samples, rejected }: DryRun): string {
  const told = rejected.map(({ rows, reason, errors }) => {
    const causes = (errors as { path: string; message: string }[]).map(({ path, message }) =>
      `${path} ${message}`.trim(),
    )
    return `  row${rows.length > 1 ? 's' : ''} ${rows.join(', ')}: ${reason}: ${causes.join('; ')}\n`
  })
  const parts = [
    'Dry run: nothing was sent. What the service has already is not known to it.\n',
    summarise(summary, undefined),
    ...(told.length > 0 ? [`The first rejected:\n${told.join('')}`] : []),
    ...(samples.length > 0 ? [`The first events:\n${samples.map((line) => `  ${line}\n`).join('')}`] : []),
  ]
  return parts.join('')
}

/**
 * What became of the file, one count on a line, each row and each event or rejection in one of them; then the sums.
 * @param rejectedFile where the rejected rows are; undefined where nothing was sent
 */
export function summarise(summary: ImportSummary, rejectedFile: string | undefined): string {
  const { rows, rows_read, rows_in_events, rows_rejected, skipped, accepted, duplicates, repeated = 0 } = summary
  const skips = Object.entries(skipped)
  const isDry = rejectedFile === undefined
  const unnested = rows_read > rows && summary.finished
  const lines: [count: number, what: string][] = [
    [unnested ? rows : rows_read, 'rows read'],
    ...(unnested ? [[rows_read, 'members of their lists'] as [number, string]] : []),
    [rows_in_events, 'rows in events'],
    ...skips.map(([why, count]): [number, string] => [count, `rows skipped: ${why}`]),
    [rows_rejected, 'rows in no event because they were rejected'],
    [accepted, isDry ? 'events that would be sent' : 'events accepted'],
    ...(isDry ? [] : [[duplicates, 'events that the service had already'] as [number, string]]),
    [repeated, 'events repeated within this file'],
    [summary.rejected, summary.rejected > 0 && !isDry ? `rejected; see ${rejectedFile}` : 'rejected'],
    ...Object.entries(summary.reasons ?? {}).map(([reason, count]): [number, string] => [count, `  of them ${reason}`]),
  ]
  const width = Math.max(...lines.map(([count]) => String(count).length))
  const counts = lines.map(([count, what]) => `${String(count).padStart(width)} ${what}\n`).join('')
  const parts = [rows_in_events, ...skips.map(([, count]) => count), rows_rejected]
  const results = [accepted, ...(isDry ? [] : [duplicates]), repeated, summary.rejected]
  const sums = `Rows: ${added(parts)}. Events and rejections: ${added(results)}.\n`
  const told = `${counts}${sums}${(summary.warnings ?? []).map((warning) => `${warning}\n`).join('')}`
  if (summary.finished) return told
  return `${told}Stopped at the limit${isDry ? '' : '; the same command continues from here'}.\n`
}

const added = (counts: readonly number[]) => `${counts.join(' + ')} = ${counts.reduce((sum, count) => sum + count, 0)}`

const readCount = (most: number) => (text: string) => {
  const count = Number(text)
  if (Number.isInteger(count) && count >= 1 && count <= most) return count
  throw new InvalidArgumentError(`It must be a whole number from 1 to ${most}.`)
}

/** Adds `name=value` to what was set before. */
function readSetting(text: string, before: Settings): Settings {
  const [, name, value] = /^([a-z][a-z_]*)=(.*)$/s.exec(text) ?? []
  if (name === undefined || value === undefined) throw new InvalidArgumentError('It must be name=value.')
  return { ...before, [name]: value }
}
