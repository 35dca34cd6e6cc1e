import { writeFile } from 'node:fs/promises'
import { Command } from 'commander'
import { examineSettings } from '../platform/config.ts'
import { type Effective, effectiveSettings } from '../platform/effective-settings.ts'
import { settingsDocument } from '../platform/settings-document.ts'

const print = (line: string) => process.stdout.write(`${line}\n`)

/** `pocm settings`: what each setting is in this environment; `write`: the document of all of them. */
export const settingsCommand = (): Command =>
  new Command('settings')
    .description('List the settings with their values in this environment, secrets masked')
    .option('--json', 'for programs', false)
    .action(({ json }: { json: boolean }) => {
      const { values, given, problems } = examineSettings()
      const settings = effectiveSettings(values, given)
      if (json) print(JSON.stringify({ settings, problems }, undefined, 2))
      else for (const line of linesOf(settings)) print(line)
      if (problems.length === 0) return
      if (!json) process.stderr.write(`${problems.join('\n')}\n`)
      process.exitCode = 1
    })
    .addCommand(
      new Command('write')
        .description('Write the document of the settings from their table')
        .argument('[file]', 'where to', 'docs/settings.md')
        .action((file: string) => writeFile(file, settingsDocument())),
    )

function linesOf(settings: readonly Effective[]): string[] {
  const width = Math.max(...settings.map(({ name }) => name.length))
  return settings.map(({ name, value, source }) => `${name.padEnd(width)}  ${source.padEnd(11)}  ${value ?? '-'}`)
}
