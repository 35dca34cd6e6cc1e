import { type EventVersion, objectOf } from './define.ts'
import { EnvelopeSchema } from './envelope.ts'

export type JsonSchema = Readonly<Record<string, unknown>>

/**
 * The JSON Schema (2020-12) of a whole event as a client sends it, in one version of its type. With an action it is
 * that action's alone; without one it allows each action of the type, and asks of `data` what that action needs.
 */
export function schemaOf(event: EventVersion, action?: string): JsonSchema {
  const data = objectOf(event.data, action)
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: action === undefined ? event.type : `${event.type}.${action}`,
    description: event.emitted,
    type: 'object',
    properties: {
      ...EnvelopeSchema.properties,
      type: { const: event.type },
      action: action === undefined ? { enum: event.actions } : { const: action },
      schema_version: { type: 'integer', const: event.version },
      data,
    },
    required: [...EnvelopeSchema.required, ...event.requires, ...dataWhere(namesRequired(data))],
    ...(action === undefined ? byAction(event, namesRequired(data)) : {}),
  }
}

/** The schema that is published of a version: under a name of its own, the same wherever it is kept. */
export function publishedSchema(event: EventVersion): JsonSchema {
  const { $schema, ...rest } = schemaOf(event)
  return { $schema, $id: `urn:pocm:event:${event.type}:${event.version}`, ...rest }
}

const namesRequired = (schema: object): readonly string[] => (schema as { required: string[] }).required

const dataWhere = (names: readonly string[]) => (names.length > 0 ? ['data'] : [])

/** What single actions need beyond that which all of them need. */
function byAction(event: EventVersion, always: readonly string[]) {
  const allOf = event.actions.flatMap((action) => {
    const names = namesRequired(objectOf(event.data, action)).filter((name) => !always.includes(name))
    if (names.length === 0) return []
    return {
      if: { properties: { action: { const: action } }, required: ['action'] },
      // biome-ignore lint/suspicious/noThenProperty: `then` is a keyword of JSON Schema
      then: { properties: { data: { type: 'object', required: names } }, required: ['data'] },
    }
  })
  return allOf.length > 0 ? { allOf } : {}
}
