import { parse } from 'yaml'
import type { Scope } from '../access/principal.ts'

interface Schema {
  readonly $ref?: string
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly type?: string | readonly string[]
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: Schema | boolean
  readonly patternProperties?: Readonly<Record<string, Schema>>
  readonly description?: string
}

interface Content {
  readonly content?: Readonly<Record<string, { readonly schema?: Schema }>>
}

interface Operation {
  readonly summary?: string
  readonly requestBody?: Content
  readonly responses: Readonly<Record<string, Content>>
}

interface Contract {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> }
}

/**
 * The calls of the contract as TypeScript, for the dashboard: by method and path, the JSON that is sent and that is
 * answered where the call succeeds.
 * @param contract the OpenAPI document as YAML
 */
export function writeTypes(contract: string, scopes: readonly Scope[]): string {
  const { paths, components }: Contract = parse(contract)
  const calls = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => callOf(`${method.toUpperCase()} ${path}`, operation)),
  )
  const schemas = Object.entries(components.schemas).map(([name, schema]) => fieldOf(name, schema, true))
  const text = `// Written by \`npm run contract\` from the routes; a test compares the two. Change a schema in its route.

/** What a credential may do. */
export type Scope = ${scopes.map(literal).join(' | ')}

export interface Schemas {
${schemas.join('\n')}
}

export interface Calls {
${calls.join('\n')}
}

/** A call by its method and path, \`GET /analytics/catalogue\`. */
export type Call = keyof Calls
/** What is sent with a call. */
export type Body<Name extends Call> = Calls[Name]['body']
/** What a call answers where it succeeds. */
export type Answered<Name extends Call> = Calls[Name]['answer']
`
  return indented(text)
}

const callOf = (call: string, { summary, requestBody, responses }: Operation): string => {
  const success = Object.entries(responses).find(([status]) => status.startsWith('2'))?.[1]
  const lines = [`readonly body: ${jsonOf(requestBody)}`, `readonly answer: ${jsonOf(success)}`]
  return `${comment(summary)}readonly ${literal(call)}: {\n${lines.join('\n')}\n}`
}

/** Undefined for what is sent or answered in another form than JSON, or not at all. */
function jsonOf(from: Content | undefined): string {
  const schema = from?.content?.['application/json']?.schema
  return schema === undefined ? 'undefined' : typeOf(schema)
}

/** A JSON Schema as a type. What it says beyond the form (formats, bounds, patterns) is for the service to check. */
export function typeOf(schema: Schema): string {
  const { $ref, type, items, properties, anyOf, oneOf = anyOf, allOf } = schema
  if ($ref !== undefined) return `Schemas[${literal($ref.split('/').at(-1))}]`
  if (schema.const !== undefined) return literal(schema.const)
  if (schema.enum !== undefined) return schema.enum.map(literal).join(' | ')
  if (oneOf !== undefined) return unionOf(oneOf)
  if (allOf !== undefined) return allOf.map((it) => `(${typeOf(it)})`).join(' & ')
  if (Array.isArray(type)) return unionOf(type.map((it) => ({ ...schema, type: it })))
  if (type === 'array') return `ReadonlyArray<${items === undefined ? 'unknown' : typeOf(items)}>`
  if (type === 'object' || properties !== undefined) return objectOf(schema)
  if (type === 'integer') return 'number'
  return typeof type === 'string' ? type : 'unknown'
}

function objectOf({ properties = {}, required = [], additionalProperties, patternProperties = {} }: Schema): string {
  const fields = Object.entries(properties).map(([name, it]) => fieldOf(name, it, required.includes(name)))
  const others = Object.values(patternProperties)
  if (typeof additionalProperties === 'object') others.push(additionalProperties)
  const isOpen = additionalProperties === true || (fields.length === 0 && others.length === 0)
  const parts = fields.length === 0 ? [] : [`{\n${fields.join('\n')}\n}`]
  if (isOpen || others.length > 0) parts.push(`Readonly<Record<string, ${isOpen ? 'unknown' : unionOf(others)}>>`)
  return parts.join(' & ')
}

const unionOf = (schemas: readonly Schema[]) => [...new Set(schemas.map(typeOf))].join(' | ')

function fieldOf(name: string, schema: Schema, isRequired: boolean): string {
  const key = /^[A-Za-z_$][\w$]*$/.test(name) ? name : literal(name)
  return `${comment(schema.description)}readonly ${key}${isRequired ? '' : '?'}: ${typeOf(schema)}`
}

const literal = (value: unknown) =>
  typeof value === 'string' ? `'${value.replaceAll(/['\\]/g, '\\$&')}'` : String(value)

const comment = (text: string | undefined) =>
  text ? `/** ${text.replaceAll('*/', '* /').replaceAll(/\s+/g, ' ')} */\n` : ''

/** Two spaces for each brace that is open where a line begins. */
function indented(text: string): string {
  let depth = 0
  const indent = (line: string) => {
    if (/^}/.test(line)) depth -= 1
    const whole = line === '' ? '' : `${'  '.repeat(depth)}${line}`
    if (/{$/.test(line)) depth += 1
    return whole
  }
  return text.split('\n').map(indent).join('\n')
}
