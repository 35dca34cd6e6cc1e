import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { EventDefinition } from './define.ts'

/** Every event type by its name. */
export type Catalogue = ReadonlyMap<string, EventDefinition>

const notTypes = new Set(['catalogue.ts', 'define.ts', 'envelope.ts', 'formats.ts', 'schema.ts'])

/**
 * Reads every event file of the folders: one file is one type, and its name is the type's name.
 * Throws where a file's name and type differ, a type stands twice, or two files give one column two types.
 */
export async function loadCatalogue(...folders: string[]): Promise<Catalogue> {
  const catalogue = new Map<string, EventDefinition>()
  for (const folder of [import.meta.dirname, ...folders]) {
    for (const file of (await readdir(folder)).sort()) {
      if (!file.endsWith('.ts') || file.endsWith('.test.ts') || notTypes.has(file)) continue
      const { default: event } = (await import(pathToFileURL(join(folder, file)).href)) as { default: EventDefinition }
      if (`${event.type}.ts` !== file) throw new Error(`${file} declares the event type ${event.type}`)
      if (catalogue.has(event.type)) throw new Error(`two files declare the event type ${event.type}`)
      catalogue.set(event.type, event)
    }
  }
  columnsOf(catalogue)
  return catalogue
}

/** The warehouse columns of all event types together: name → ClickHouse type. */
export function columnsOf(catalogue: Catalogue): ReadonlyMap<string, string> {
  const columns = new Map<string, string>()
  for (const event of catalogue.values()) {
    for (const [name, type] of Object.entries(event.columns)) {
      const known = columns.get(name)
      if (known !== undefined && known !== type) {
        throw new Error(`column ${name} is ${known} elsewhere and ${type} in ${event.type}`)
      }
      columns.set(name, type)
    }
  }
  return columns
}
