import type { Catalogue } from '../events/catalogue.ts'
import { type EventVersion, type Field, versionsOf } from '../events/define.ts'
import { ContextSchema } from '../events/envelope.ts'

/** How a declared value must be kept, worked out once for each field of each version of a type. */
export type Rule =
  /** Sealed whole. `token`: equal values are grouped by a keyed token, exactly or by the folded word. */
  | { readonly kind: 'seal'; readonly token: 'none' | 'exact' | 'word' }
  /** A number, a flag, a moment, one of a closed list: its validator lets nothing else through. */
  | { readonly kind: 'plain' }
  /** A text that is public unless it identifies a person. `free`: it is prose and not a word. */
  | { readonly kind: 'text'; readonly free: boolean; readonly token: 'none' | 'exact' }
  /** Any JSON value that was declared public: names and texts within are checked. */
  | { readonly kind: 'open' }
  | { readonly kind: 'list'; readonly of: Rule }
  | { readonly kind: 'object'; readonly fields: ReadonlyMap<string, Rule> }

interface Schema {
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly format?: string
  readonly maxLength?: number
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly anyOf?: readonly Schema[]
  readonly 'x-sensitivity'?: string
}

export type Fields = ReadonlyMap<string, Rule>

/** A text longer than this is prose. */
const longestWord = 1_000

function ruleOf(schema: Schema, hasColumn: boolean): Rule {
  const label = schema['x-sensitivity']
  const token = hasColumn ? 'exact' : 'none'
  if (label !== undefined && label !== 'public') return { kind: 'seal', token }
  switch (schema.type) {
    case 'number':
    case 'integer':
    case 'boolean':
      return { kind: 'plain' }
    case 'string':
      if (schema.enum !== undefined || schema.format !== undefined) return { kind: 'plain' }
      return { kind: 'text', free: (schema.maxLength ?? longestWord + 1) > longestWord, token }
    case 'array':
      return { kind: 'list', of: schema.items === undefined ? { kind: 'open' } : ruleOf(schema.items, hasColumn) }
    case 'object':
      if (schema.properties === undefined) return { kind: 'open' }
      return { kind: 'object', fields: fieldsOf(schema.properties, () => hasColumn) }
  }
  const texts = schema.anyOf?.filter(({ type }) => type === 'string') ?? []
  return texts.length > 0 ? { kind: 'text', free: false, token } : { kind: 'open' }
}

const fieldsOf = (properties: Readonly<Record<string, Schema>>, hasColumn: (name: string) => boolean): Fields =>
  new Map(Object.entries(properties).map(([name, schema]) => [name, ruleOf(schema, hasColumn(name))]))

function fieldRule({ schema, label, grouped }: Field, hasColumn: boolean): Rule {
  if (label !== 'public') return { kind: 'seal', token: grouped === true ? 'word' : hasColumn ? 'exact' : 'none' }
  return ruleOf(schema as Schema, hasColumn)
}

export interface Labels {
  /** The rules of the fields of `data` in this version of a type; nothing where there is no such version. */
  of(type: string, version: number): Fields
  readonly context: Fields
  /** Names that are sensitive because an event file says so of its own. */
  readonly sensitive: ReadonlySet<string>
}

const nothing: Fields = new Map()

/** Works out the rules of all event files. */
export function compileLabels(catalogue: Catalogue): Labels {
  const byVersion = new Map<string, Map<number, Fields>>()
  const sensitive = new Set<string>()
  for (const event of catalogue.values()) {
    const rules = (version: EventVersion): Fields =>
      new Map(Object.entries(version.data).map(([name, field]) => [name, fieldRule(field, name in event.columns)]))
    byVersion.set(event.type, new Map(versionsOf(event).map((version) => [version.version, rules(version)])))
    for (const { data } of versionsOf(event)) {
      for (const [name, { label }] of Object.entries(data)) if (label !== 'public') sensitive.add(name)
    }
  }
  const context: Fields = new Map(
    Object.keys(ContextSchema.properties).map((name) => [name, { kind: 'text', free: true, token: 'exact' }] as const),
  )
  return { of: (type, version) => byVersion.get(type)?.get(version) ?? nothing, context, sensitive }
}
