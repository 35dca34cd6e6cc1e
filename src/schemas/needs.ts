import { isDeepStrictEqual } from 'node:util'
import type { JsonSchema } from '../events/schema.ts'
import type { Breach } from './breach.ts'

interface Condition {
  readonly if: { readonly properties: { readonly action: { readonly const: string } } }
  readonly then: { readonly properties: { readonly data: { readonly required: readonly string[] } } }
}

const dataOf = (schema: JsonSchema) =>
  ((schema.properties as Record<string, JsonSchema> | undefined)?.data ?? {}) as { readonly required?: string[] }

const actionsOf = (schema: JsonSchema): readonly string[] => {
  const action = (schema.properties as Record<string, JsonSchema> | undefined)?.action
  return (action?.enum as string[] | undefined) ?? []
}

/** Whether a condition is one that `schemaOf` writes: for this action, `data` has these fields besides. */
function isCondition(it: unknown): it is Condition {
  const { if: when, then } = it as Partial<Condition>
  const action = when?.properties?.action?.const
  const names = then?.properties?.data?.required
  if (action === undefined || names === undefined) return false
  return isDeepStrictEqual(it, {
    if: { properties: { action: { const: action } }, required: ['action'] },
    // biome-ignore lint/suspicious/noThenProperty: `then` is a keyword of JSON Schema
    then: { properties: { data: { type: 'object', required: names } }, required: ['data'] },
  })
}

/** The fields of `data` without which an event of this action is refused; undefined where the schema asks otherwise. */
function neededBy(schema: JsonSchema, action: string): Set<string> | undefined {
  const conditions = (schema.allOf ?? []) as unknown[]
  if (!conditions.every(isCondition)) return undefined
  const mine = conditions.filter((it) => it.if.properties.action.const === action)
  return new Set([...(dataOf(schema).required ?? []), ...mine.flatMap((it) => it.then.properties.data.required)])
}

/** What single actions need may move between `required` and conditions; it is compared action by action. */
export function needBreaches(old: JsonSchema, next: JsonSchema): Breach[] {
  return actionsOf(old).flatMap((action): Breach[] => {
    const [before, after] = [neededBy(old, action), neededBy(next, action)]
    if (before === undefined || after === undefined) {
      const same = isDeepStrictEqual([old.allOf, dataOf(old).required], [next.allOf, dataOf(next).required])
      return same ? [] : [{ path: '/data', rule: 'not_judged', message: `what ${action} needs changed` }]
    }
    const added = [...after].filter((name) => !before.has(name))
    const message = `${action} requires it and did not`
    return added.map((name) => ({ path: `/data/${name}`, rule: 'field_required', message }))
  })
}

/** The schema without that which `needBreaches` compares. */
export function withoutNeeds({ allOf: _, ...schema }: JsonSchema): JsonSchema {
  const { properties } = schema as { properties?: Record<string, JsonSchema> }
  if (properties?.data === undefined) return schema
  const { required: __, ...data } = properties.data
  return { ...schema, properties: { ...properties, data } }
}
