import { Command } from 'commander'
import { builtInMappings, loadMapping, mappingText } from '../../importer/mapping.ts'

/** `pocm mappings`: lists the mappings that come with the product, or prints one to begin another with. */
export const mappingsCommand = (): Command =>
  new Command('mappings')
    .description('List the built-in mappings of pocm import, or print one; see docs/import.md')
    .argument('[name]', 'the mapping to print as YAML')
    .action(async (name?: string) => {
      process.stdout.write(name === undefined ? await listMappings() : await mappingText(name))
    })

/** Each mapping with what it is of and what can be set. */
export async function listMappings(): Promise<string> {
  const names = await builtInMappings()
  const loaded = await Promise.all(names.map((name) => loadMapping(name)))
  return loaded
    .map(({ mapping }) => {
      const parameters = Object.entries(mapping.parameters ?? {}).map(
        ([name, { default: value, about }]) => `    --set ${name}=${value}  ${about}\n`,
      )
      return `${mapping.name}\n  ${mapping.about ?? ''}\n${parameters.join('')}`
    })
    .join('\n')
}
