import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { Catalogue } from '../events/catalogue.ts'
import { versionsOf } from '../events/define.ts'
import { type JsonSchema, publishedSchema } from '../events/schema.ts'
import type { Breach } from './breach.ts'
import { breachesOf } from './compatible.ts'

/** Schemas by type and version: `payment/v1`. */
export type Schemas = ReadonlyMap<string, JsonSchema>

export interface Comparison {
  /** What the record promised and the event files no longer hold. */
  readonly breaches: readonly (Breach & { readonly schema: string })[]
  /** What the event files say, rightly, and the record does not know yet. */
  readonly unwritten: readonly string[]
}

/** The schemas that the event files declare. */
export const schemasOf = (catalogue: Catalogue): Schemas =>
  new Map(
    [...catalogue.values()]
      .flatMap(versionsOf)
      .map((event) => [`${event.type}/v${event.version}`, publishedSchema(event)]),
  )

/** Reads the record: a folder for each type, a file for each version. An empty one where there is no folder. */
export async function readRecord(folder: string): Promise<Schemas> {
  const files = await readdir(folder, { recursive: true }).catch((error) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  const names = files.filter((file) => file.endsWith('.json')).map((file) => file.slice(0, -'.json'.length))
  const read = async (name: string) =>
    [name.replaceAll('\\', '/'), JSON.parse(await readFile(join(folder, `${name}.json`), 'utf8'))] as const
  return new Map(await Promise.all(names.toSorted().map(read)))
}

/** Holds what is declared against what was published. */
export function compareWithRecord(declared: Schemas, recorded: Schemas): Comparison {
  const breaches = [...recorded].flatMap(([schema, old]) => {
    const next = declared.get(schema)
    const gone: Breach = { path: '', rule: 'version_removed', message: 'was published and is not declared' }
    return (next === undefined ? [gone] : breachesOf(old, next)).map((breach) => ({ schema, ...breach }))
  })
  const unwritten = [...declared]
    .filter(([name, schema]) => !isDeepStrictEqual(plain(schema), recorded.get(name)))
    .map(([name]) => name)
  return { breaches, unwritten }
}

/** As it is when it comes back from a file. */
const plain = (schema: JsonSchema) => JSON.parse(JSON.stringify(schema)) as JsonSchema

/** Writes these schemas into the record. */
export async function writeRecord(folder: string, declared: Schemas, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const path = join(folder, `${name}.json`)
    await mkdir(join(path, '..'), { recursive: true })
    await writeFile(path, `${JSON.stringify(declared.get(name), null, 2)}\n`)
  }
}
