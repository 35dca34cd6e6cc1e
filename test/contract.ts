import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { parse } from 'yaml'
import { formats } from '../src/events/formats.ts'

interface Media {
  readonly schema?: object
  readonly examples?: Record<string, { value: unknown }>
}
interface Operation {
  readonly requestBody?: { readonly content: Record<string, Media> }
  readonly responses: Record<string, { readonly content?: Record<string, Media> }>
  readonly parameters?: readonly {
    readonly name: string
    readonly required?: boolean
    readonly schema: { default?: unknown }
  }[]
  readonly security?: readonly Record<string, readonly string[]>[]
  readonly description?: string
  readonly 'x-scope'?: string
}
interface Document {
  readonly paths: Record<string, Record<string, Operation>>
  readonly components: { readonly schemas: Record<string, object> }
}

export const contractFile = join(import.meta.dirname, '../Analytics.yaml')
export const contract = parse(readFileSync(contractFile, 'utf8')) as Document

const ajv = new Ajv2020({ allErrors: true, strict: false, validateSchema: false, formats: { ...formats } })
ajv.addSchema({ $id: 'contract', components: contract.components })
const compiled = new Map<object, ValidateFunction>()

/** Local references of the document, as references into the schema that holds its components. */
const rooted = (schema: object) =>
  JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"contract#/components/')) as object

const patterns = Object.entries(contract.paths).map(([path, operations]) => ({
  path,
  operations,
  pattern: new RegExp(`^${path.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`),
}))

/** The operation that serves a call; a path without variables goes first. */
function operationOf(method: string, url: string): Operation | undefined {
  const pathname = url.split('?')[0] ?? url
  const found = patterns.filter(({ pattern }) => pattern.test(pathname)).sort((a, b) => a.path.length - b.path.length)
  const exact = found.find(({ path }) => path === pathname) ?? found[0]
  return exact?.operations[method.toLowerCase()]
}

/**
 * Checks an answer against Analytics.yaml: its status and content type must be written there, and its body must fit.
 * A path that the contract does not know (a page, or nothing at all) is not its concern.
 * @throws Error that names what does not fit.
 */
export function checkAnswer(method: string, url: string, status: number, type: string | null, body: unknown): void {
  const operation = operationOf(method, url)
  if (operation === undefined) return
  const where = `${method} ${url} → ${status}`
  const response = operation.responses[status]
  if (response === undefined) throw new Error(`${where} is not in the contract: ${JSON.stringify(body)}`)
  const mediaType = type?.split(';')[0]?.trim()
  if (response.content === undefined) {
    if (body !== '') throw new Error(`${where} has a body and the contract none`)
    return
  }
  const media = response.content[mediaType ?? '']
  if (media === undefined) throw new Error(`${where} came as ${mediaType}`)
  if (media.schema === undefined || !mediaType?.includes('json')) return
  const validate = compiled.get(media.schema) ?? ajv.compile(rooted(media.schema))
  compiled.set(media.schema, validate)
  if (!validate(body)) throw new Error(`${where} does not fit the contract: ${ajv.errorsText(validate.errors)}`)
}
