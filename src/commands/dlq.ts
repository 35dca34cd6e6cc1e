import { readFile } from 'node:fs/promises'
import { Command } from 'commander'
import { call, type Remote, remoteCommand } from './remote.ts'

interface Filters {
  readonly cause?: string
  readonly type?: string
  readonly producer?: string
  readonly from?: string
  readonly to?: string
}

interface Letter {
  readonly id: string
  readonly cause: string
  readonly errors: readonly { readonly path: string; readonly message: string }[]
  readonly bytes: string
  readonly topic: string
  readonly partition: number
  readonly offset: string
  readonly tries: number
}

interface Listed {
  readonly total: number
  readonly groups: readonly { cause: string; type: string | null; producer: string | null; letters: number }[]
  readonly letters: readonly Letter[]
}

/** A replay is bounded in bytes; the next one continues after its last letter. */
interface ReplayPage {
  readonly valid: number
  readonly accepted: number
  readonly duplicates: number
  readonly rejected: number
  readonly results: readonly (Omit<Letter, 'cause'> & { status: string; reason: string | null })[]
  readonly next_cursor: string | null
}

interface ReplayOptions {
  readonly id?: string[]
  readonly mapping?: string
  readonly reason?: string
  readonly meaning?: string
  readonly dryRun: boolean
  readonly limit: string
}

const print = (text: string) => process.stdout.write(`${text}\n`)
const flawsOf = ({ errors }: Letter) => errors.map(({ path, message }) => `${path} ${message}`.trim()).join('; ')

const filtered = (name: string) =>
  remoteCommand(name)
    .option('--cause <cause>', 'only those that died of it')
    .option('--type <type>', 'only of this event type')
    .option('--producer <producer>', 'only of this producer')
    .option('--from <moment>', 'died at or after, RFC 3339')
    .option('--to <moment>', 'died before, RFC 3339')

const filtersOf = ({ cause, type, producer, from, to }: Filters) => ({ cause, type, producer, from, to })

function find(remote: Remote, filters: Filters, limit: number, all = false): Promise<Listed> {
  const given = Object.entries(filtersOf(filters)).filter((it): it is [string, string] => it[1] !== undefined)
  const query = new URLSearchParams([...given, ['limit', String(limit)], ['all', String(all)]])
  return call<Listed>(remote, 'GET', `/analytics/dlq?${query}`)
}

/** `pocm dlq list|show|replay`: what could not be taken, and trying it again. */
export const deadLetterCommand = (): Command =>
  new Command('dlq')
    .description('List dead letters, mend and replay them')
    .addCommand(
      filtered('list')
        .description('Group dead letters by cause')
        .action(async (options: Remote & Filters) => {
          const { total, groups } = await find(options, options, 0)
          for (const { letters, cause, type, producer } of groups) {
            print(`${String(letters).padStart(8)}  ${cause}  ${type ?? '-'}  ${producer ?? '-'}`)
          }
          print(`${total} dead letters`)
        }),
    )
    .addCommand(
      filtered('show')
        .description('Print dead letters with their original bytes')
        .option('--limit <n>', 'how many', '10')
        .action(async (options: Remote & Filters & { limit: string }) => {
          for (const letter of (await find(options, options, Number(options.limit))).letters) {
            const { id, cause, topic, partition, offset, tries } = letter
            print(`${id}  ${cause}  ${topic}/${partition}/${offset}  tried ${tries} times  ${flawsOf(letter)}`)
            print(`  ${Buffer.from(letter.bytes, 'base64').toString()}`)
          }
        }),
    )
    .addCommand(
      filtered('replay')
        .description('Try dead letters again; ends with 1 when one is rejected again')
        .option('--id <ids...>', 'only these')
        .option('--mapping <file>', 'a JSON Patch (RFC 6902) that mends each event')
        .option('--reason <text>', 'why they are mended, for the audit trail; needed with --mapping')
        .option(
          '--meaning <meaning>',
          'what you sign for, where the tenant asks for signatures: approved, reviewed, released or responsible',
        )
        .option('--dry-run', 'only say what would become of them', false)
        .option('--limit <n>', 'how many', '1000')
        .action(async (options: Remote & Filters & ReplayOptions): Promise<void> => {
          const mapping = options.mapping === undefined ? [] : JSON.parse(await readFile(options.mapping, 'utf8'))
          const total = { valid: 0, accepted: 0, duplicates: 0, rejected: 0 }
          const { reason, meaning } = options
          const headers = {
            ...(reason !== undefined && { 'x-change-reason': encodeURIComponent(reason) }),
            ...(meaning !== undefined && { 'x-signature-meaning': meaning }),
          }
          let left = Number(options.limit)
          for (let cursor: string | null = null; left > 0; ) {
            const page: ReplayPage = await call<ReplayPage>(
              options,
              'POST',
              '/analytics/dlq/replay',
              {
                ...filtersOf(options),
                ...{ ids: options.id, mapping, dry_run: options.dryRun, limit: Math.min(left, 1_000) },
                ...(cursor !== null && { cursor }),
              },
              headers,
            )
            for (const it of page.results) {
              if (it.status === 'rejected') print(`${it.id}  ${it.reason}  ${flawsOf({ ...it, cause: '' })}`)
            }
            for (const name of ['valid', 'accepted', 'duplicates', 'rejected'] as const) total[name] += page[name]
            left -= page.results.length
            cursor = page.next_cursor
            if (cursor === null) break
          }
          const { valid, accepted, duplicates, rejected } = total
          print(`${valid} valid, ${accepted} accepted, ${duplicates} were there already, ${rejected} rejected`)
          if (rejected > 0) process.exitCode = 1
        }),
    )
