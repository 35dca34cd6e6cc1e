import type { Catalogue } from '../events/catalogue.ts'
import { type EventVersion, versionOf } from '../events/define.ts'
import type { StoredEvent } from '../events/envelope.ts'
import { isCiphertext, isReserved, shownText } from '../platform/sealed-text.ts'

type Json = Record<string, unknown>

/** An event in the form in which it was sent, with a stand-in for each value that is sealed. */
export interface StoodIn {
  readonly value: Json
  /** JSON Pointers of the stand-ins: what a schema says of them says nothing of the event. */
  readonly sealed: ReadonlySet<string>
  /** Those whose type is not declared either. */
  readonly unknown: ReadonlySet<string>
}

const part = (name: string) => name.replaceAll('~', '~0').replaceAll('/', '~1')

/** A value of the type that a field was declared with, the same whatever was sent. */
function standIn(schema: { type?: string; format?: string } | undefined): unknown {
  switch (schema?.type) {
    case 'number':
    case 'integer':
      return 0
    case 'boolean':
      return false
    case 'array':
      return []
    case 'object':
      return {}
  }
  if (schema?.format === 'date') return '2000-01-01'
  if (schema?.format === 'date-time') return '2000-01-01T00:00:00Z'
  return 'text'
}

/**
 * Puts stand-ins in place of what is sealed, and leaves out what the service added.
 * @param catalogue without one no type is known, and nothing that is sealed is judged
 */
export function withStandIns(catalogue: Catalogue | undefined, event: StoredEvent): StoodIn {
  const sealed = new Set<string>()
  const unknown = new Set<string>()
  const type = catalogue?.get(event.type)
  const declared: EventVersion['data'] = (type && versionOf(type, event.schema_version))?.data ?? {}

  const replace = (value: unknown, pointer: string, top: string | undefined): unknown => {
    if (typeof value === 'string') {
      if (!isCiphertext(value)) return shownText(value)
      sealed.add(pointer)
      const field = top === undefined ? undefined : declared[top]
      // What stands deeper was a text by its content, or has a sensitive name and may have been anything.
      if (field === undefined) unknown.add(pointer)
      return standIn(field?.schema as { type?: string; format?: string } | undefined)
    }
    if (Array.isArray(value)) return value.map((inner, index) => replace(inner, `${pointer}/${index}`, undefined))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value)
        .filter(([name]) => !isReserved(name))
        .map(([name, inner]) => {
          const isTop = pointer === '/data'
          return [name, replace(inner, `${pointer}/${part(name)}`, isTop ? name : undefined)]
        }),
    )
  }

  const { received_at: _, checksum: __, schema_version: ___, data, context, ...sent } = event
  const value = {
    ...Object.fromEntries(Object.entries(sent).filter(([, it]) => it !== null)),
    context: replace(context, '/context', undefined),
    data: replace(data, '/data', undefined),
  }
  for (const name of Object.keys(data)) {
    // A part of these may be seen; the rest, or all of an id, is sealed beside it.
    if (isReserved(name)) sealed.add(name.slice('sealed:'.length))
  }
  return { value, sealed, unknown }
}
