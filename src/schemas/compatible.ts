import { isDeepStrictEqual } from 'node:util'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { formats } from '../events/formats.ts'
import type { JsonSchema } from '../events/schema.ts'
import { boundBreaches } from './bounds.ts'
import type { Breach } from './breach.ts'
import { needBreaches, withoutNeeds } from './needs.ts'

const ajv = new Ajv2020({ strict: false, formats })

// Keywords that a validator ignores.
const annotations = new Set(['$schema', '$id', 'title', 'description'])
const judged = new Set(
  (
    'x-sensitivity type enum const anyOf properties required additionalProperties items format pattern ' +
    'minLength maxLength minItems maxItems minimum maximum exclusiveMinimum exclusiveMaximum'
  ).split(' '),
)

/** Formats that take whatever another one takes. */
const widerFormats: Readonly<Record<string, readonly string[]>> = {
  date: ['date-or-date-time'],
  'date-time': ['date-or-date-time'],
}

const listed = (value: unknown) => (Array.isArray(value) ? (value as string[]) : [])
const inner = (value: unknown) => (value ?? {}) as Readonly<Record<string, JsonSchema>>

/**
 * Says where a schema refuses what an older one of the same version took, or keeps it in another way. No breach means:
 * whatever the old one takes the new one takes, a field that the old one did not know left aside. Only the keywords
 * that event schemas use are judged; any other that changed is a breach, since its effect is not known.
 */
export function breachesOf(old: JsonSchema, next: JsonSchema): Breach[] {
  return [...needBreaches(old, next), ...compare(withoutNeeds(old), withoutNeeds(next), '')]
}

function compare(old: JsonSchema, next: JsonSchema, path: string): Breach[] {
  const breach = (rule: Breach['rule'], message: string): Breach => ({ path, rule, message })
  const breaches: Breach[] = []
  if (old['x-sensitivity'] !== next['x-sensitivity']) {
    breaches.push(breach('label_changed', `was ${old['x-sensitivity']} and is ${next['x-sensitivity']}`))
  }
  for (const name of new Set([...Object.keys(old), ...Object.keys(next)])) {
    if (annotations.has(name) || judged.has(name) || isDeepStrictEqual(old[name], next[name])) continue
    breaches.push(breach('not_judged', `${name} changed`))
  }
  if (old.anyOf !== undefined || next.anyOf !== undefined) return [...breaches, ...compareChoices(old, next, path)]
  const values = valuesOf(old)
  if (values !== undefined) {
    const refused = values.filter((value) => !ajv.validate(next, value))
    const message = (value: unknown) => `${JSON.stringify(value)} is no longer allowed`
    return [...breaches, ...refused.map((value) => breach('value_removed', message(value)))]
  }
  if (valuesOf(next) !== undefined) {
    return [...breaches, breach('value_removed', `only ${JSON.stringify(valuesOf(next))} is allowed`)]
  }
  const refused = typesOf(old).filter((type) => !typesOf(next).includes(type))
  if (refused.length > 0) breaches.push(breach('type_narrowed', `${refused.join(', ')} is no longer allowed`))
  breaches.push(...boundBreaches(old, next).map((message) => breach('limit_tightened', message)))
  breaches.push(...compareWords(old, next).map((message) => breach('format_changed', message)))
  breaches.push(...compareFields(old, next, path))
  if (next.items !== undefined) breaches.push(...compare(inner(old.items), inner(next.items), `${path}/*`))
  return breaches
}

/** The values of a schema that allows only those; undefined where it allows more. */
const valuesOf = ({ enum: several, const: one }: JsonSchema): readonly unknown[] | undefined =>
  one !== undefined ? [one] : (several as unknown[] | undefined)

const everyType = ['string', 'number', 'integer', 'boolean', 'object', 'array', 'null']

function typesOf({ type }: JsonSchema): readonly string[] {
  if (type === undefined) return everyType
  const types = typeof type === 'string' ? [type] : listed(type)
  return types.includes('number') ? [...types, 'integer'] : types
}

function compareWords(old: JsonSchema, next: JsonSchema): string[] {
  const messages: string[] = []
  const wider = widerFormats[String(old.format)] ?? []
  if (next.format !== undefined && next.format !== old.format && !wider.includes(String(next.format))) {
    messages.push(`the format was ${old.format ?? 'any'} and is ${next.format}`)
  }
  if (next.pattern !== undefined && next.pattern !== old.pattern) messages.push(`must now match ${next.pattern}`)
  return messages
}

function compareFields(old: JsonSchema, next: JsonSchema, path: string): Breach[] {
  const [before, after] = [inner(old.properties), inner(next.properties)]
  const required = listed(next.required).filter((name) => !listed(old.required).includes(name))
  const breaches: Breach[] = required.map((name) => ({
    path: `${path}/${name}`,
    rule: 'field_required',
    message: 'is required and was not',
  }))
  for (const [name, schema] of Object.entries(before)) {
    const there = after[name]
    if (there !== undefined) breaches.push(...compare(schema, there, `${path}/${name}`))
    else breaches.push({ path: `${path}/${name}`, rule: 'field_removed', message: 'is no longer declared' })
  }
  const { additionalProperties: open = true } = next
  if (open !== true && !isDeepStrictEqual(open, old.additionalProperties)) {
    breaches.push({ path, rule: 'closed', message: 'no longer takes fields that are not declared' })
  }
  return breaches
}

/** Each thing that the old schema allows must be allowed by one of the new one's. */
function compareChoices(old: JsonSchema, next: JsonSchema, path: string): Breach[] {
  const choices = ({ anyOf, 'x-sensitivity': _, ...shared }: JsonSchema): JsonSchema[] =>
    anyOf === undefined ? [shared] : (anyOf as JsonSchema[]).map((it) => ({ ...shared, ...it }))
  const uncovered = choices(old).filter((was) => choices(next).every((it) => compare(was, it, path).length > 0))
  return uncovered.map((was) => ({
    path,
    rule: 'type_narrowed',
    message: `no choice takes all of ${JSON.stringify(was)}`,
  }))
}
