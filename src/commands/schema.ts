import { readFile } from 'node:fs/promises'
import { Command, Option } from 'commander'
import { loadCatalogue } from '../events/catalogue.ts'
import type { DryRun } from '../schemas/dry-run.ts'
import { type Comparison, compareWithRecord, readRecord, schemasOf, writeRecord } from '../schemas/record.ts'

import { call, type Remote, remoteCommand } from './remote.ts'

const print = (text: string) => process.stdout.write(`${text}\n`)

/** A command that compares the event files with the record of what was published. */
const recordCommand = (name: string, act: (found: Comparison, record: string) => Promise<void>): Command =>
  new Command(name)
    .addOption(new Option('--record <folder>', 'where published schemas are kept').default('schemas'))
    .action(async ({ record }: { record: string }) => {
      const found = compareWithRecord(schemasOf(await loadCatalogue()), await readRecord(record))
      for (const { schema, path, rule, message } of found.breaches)
        print(`${schema} ${path || '/'}: ${rule}: ${message}`)
      if (found.breaches.length > 0) {
        throw new Error(`${found.breaches.length} changes break what was published; declare a new version for them`)
      }
      await act(found, record)
    })

async function tryOut(file: string, { type, days, ...remote }: Remote & { type: string; days: string }): Promise<void> {
  const schema: unknown = JSON.parse(await readFile(file, 'utf8'))
  const found = await call<DryRun>(remote, 'POST', `/analytics/schemas/${type}/dry-run`, { schema, days: Number(days) })
  for (const { producer, events, failed, flaws } of found.producers) {
    print(`${producer}: ${failed} of ${events} would be refused`)
    for (const flaw of flaws) {
      print(`  ${flaw.path || '/'} ${flaw.message}: ${flaw.events}, for example ${flaw.examples.join(' ')}`)
    }
  }
  const rest = found.complete ? '' : '; there are more that were not validated'
  print(`${found.failed} of ${found.events} events since ${found.since} would be refused${rest}`)
  if (found.failed > 0) process.exitCode = 1
}

/** `pocm schema check|write|dry-run`: whether what was published still holds, and what a proposal would break. */
export const schemaCommand = (): Command =>
  new Command('schema')
    .description('Check, record and try the schemas of events')
    .addCommand(
      recordCommand('check', async ({ unwritten }) => {
        if (unwritten.length > 0) {
          throw new Error(`The record does not know ${unwritten.join(', ')} yet: run pocm schema write`)
        }
        print('The event files hold what was published')
      }).description('Compare the event files with the record of published schemas'),
    )
    .addCommand(
      recordCommand('write', async ({ unwritten }, record) => {
        await writeRecord(record, schemasOf(await loadCatalogue()), unwritten)
        print(`${unwritten.length} schemas were written`)
      }).description('Write new versions, and changes that break nothing, into the record'),
    )
    .addCommand(
      remoteCommand('dry-run')
        .description(
          'Validate the events of the last days by a proposed schema; ends with 1 when some would be refused',
        )
        .argument('<file>', 'a JSON Schema of whole events')
        .requiredOption('--type <type>', 'the event type')
        .option('--days <days>', 'how far back', '7')
        .action(tryOut),
    )
