import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { columnOf, type EventDefinition, versionsOf } from './define.ts'

/** Every event type by its name. */
export type Catalogue = ReadonlyMap<string, EventDefinition>

const notTypes = new Set(['catalogue.ts', 'currencies.ts', 'define.ts', 'envelope.ts', 'formats.ts', 'schema.ts'])

/**
 * Reads every event file of the folders: one file is one type, and its name is the type's name.
 * Throws where a file's name and type differ, a type stands twice, its versions do not ascend or do not agree on how a
 * field must be kept, or two files give one column two types.
 */
export async function loadCatalogue(...folders: string[]): Promise<Catalogue> {
  const catalogue = new Map<string, EventDefinition>()
  for (const folder of [import.meta.dirname, ...folders]) {
    for (const file of (await readdir(folder)).sort()) {
      if (!file.endsWith('.ts') || file.endsWith('.test.ts') || notTypes.has(file)) continue
      const { default: event } = (await import(pathToFileURL(join(folder, file)).href)) as { default: EventDefinition }
      if (`${event.type}.ts` !== file) throw new Error(`${file} declares the event type ${event.type}`)
      if (catalogue.has(event.type)) throw new Error(`two files declare the event type ${event.type}`)
      checkVersions(event)
      const strange = event.personActions.filter((action) => !event.actions.includes(action))
      if (strange.length > 0) throw new Error(`${event.type} names ${strange}, which are none of its actions`)
      catalogue.set(event.type, event)
    }
  }
  columnsOf(catalogue)
  return catalogue
}

/** A field is sealed, masked and left out of the warehouse by its name, so its label is the same in all versions. */
function checkVersions(event: EventDefinition): void {
  const labels = new Map<string, string>()
  let before = 0
  for (const { version, data } of versionsOf(event)) {
    if (version <= before) throw new Error(`${event.type} declares version ${version} after version ${before}`)
    before = version
    for (const [name, { label }] of Object.entries(data)) {
      const known = labels.get(name)
      if (known !== undefined && known !== label) {
        throw new Error(`${event.type}.${name} is ${known} in one version and ${label} in another`)
      }
      labels.set(name, label)
    }
  }
}

/** The person's actions of all types together: type → actions. */
export const personActionsOf = (catalogue: Catalogue): ReadonlyMap<string, readonly string[]> =>
  new Map(
    [...catalogue.values()]
      .filter(({ personActions }) => personActions.length > 0)
      .map(({ type, personActions }) => [type, personActions]),
  )

/** The sealed fields by whose words figures may be grouped. */
export const groupedFields = (catalogue: Catalogue): ReadonlySet<string> =>
  new Set(
    [...catalogue.values()].flatMap((event) =>
      versionsOf(event).flatMap(({ data }) => Object.keys(data).filter((name) => data[name]?.grouped === true)),
    ),
  )

/** The warehouse columns of all event types together: name → ClickHouse type. */
export function columnsOf(catalogue: Catalogue): ReadonlyMap<string, string> {
  const columns = new Map<string, string>()
  for (const event of catalogue.values()) {
    for (const [field, type] of Object.entries(event.columns)) {
      const name = columnOf(field)
      const known = columns.get(name)
      if (known !== undefined && known !== type) {
        throw new Error(`column ${name} is ${known} elsewhere and ${type} in ${event.type}`)
      }
      columns.set(name, type)
    }
  }
  return columns
}
