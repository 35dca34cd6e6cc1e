import { Command, Option } from 'commander'
import { loadCatalogue } from '../events/catalogue.ts'
import { type Comparison, compareWithRecord, readRecord, schemasOf, writeRecord } from '../schemas/record.ts'

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

/** `pocm schema check|write`: whether what was published still holds, and the record of it. */
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
