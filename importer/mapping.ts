import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Ajv, type ErrorObject } from 'ajv'
import { parse } from 'yaml'
import { compileComparison, compileExpression } from './calculate.ts'
import { isEncoding } from './decode.ts'
import { type Mapping, MappingSchema, type Reading, type Rule } from './mapping-schema.ts'
import { checkFormat, isZone } from './moment.ts'
import { patternFor } from './pattern.ts'
import { placeholder } from './placeholder.ts'
import { ImportStopped } from './stopped.ts'

const builtIn = join(import.meta.dirname, 'mappings')
const isMapping = new Ajv({ allErrors: true }).compile<Mapping>(MappingSchema)

/** What an import sets of a mapping's parameters. */
export type Settings = Readonly<Record<string, string>>

/** A mapping, and the fingerprint of the text that it was read from and of what was set. */
export interface LoadedMapping {
  readonly mapping: Mapping
  readonly sha256: string
}

/**
 * Reads a mapping: a built-in one by its name, or a YAML file by its path.
 * @throws ImportStopped naming everything that is wrong with it.
 */
export async function loadMapping(nameOrPath: string, settings: Settings = {}): Promise<LoadedMapping> {
  const text = await mappingText(nameOrPath)
  const set = Object.entries(settings).sort()
  const hash = createHash('sha256').update(text)
  if (set.length > 0) hash.update(JSON.stringify(set))
  return { mapping: parseMapping(text, nameOrPath, settings), sha256: hash.digest('hex') }
}

/** The names of the mappings that come with the product. */
export async function builtInMappings(): Promise<string[]> {
  return (await readdir(builtIn)).map((file) => file.replace('.yaml', '')).sort()
}

/** The YAML of a built-in mapping by its name, or of a file. */
export async function mappingText(nameOrPath: string): Promise<string> {
  const path = /^[a-z0-9_]+$/.test(nameOrPath) ? join(builtIn, `${nameOrPath}.yaml`) : nameOrPath
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    const names = await builtInMappings()
    throw new ImportStopped(`There is no mapping ${nameOrPath}. Built in are ${names.join(', ')}; or give a path.`)
  }
}

/** @throws ImportStopped naming everything that is wrong with the text. */
export function parseMapping(text: string, name: string, settings: Settings = {}): Mapping {
  const mapping: unknown = withParameters(parseYaml(text, name), name, settings)
  const problems = isMapping(mapping)
    ? [...problemsOfFile(mapping), ...mapping.rules.flatMap(problemsOf)]
    : mostTelling(isMapping.errors ?? [])
  if (problems.length > 0) throw new ImportStopped(`The mapping ${name} is not usable:\n  ${problems.join('\n  ')}`)
  return mapping as Mapping
}

/** Puts what is set, or else the default, in place of `${parameter}`. */
function withParameters(mapping: unknown, name: string, settings: Settings): unknown {
  const { parameters = {} } = (mapping ?? {}) as { parameters?: Record<string, { default?: unknown }> }
  const unknown = Object.keys(settings).filter((setting) => !Object.hasOwn(parameters, setting))
  if (unknown.length > 0) {
    const known = Object.keys(parameters).join(', ') || 'none'
    throw new ImportStopped(`The mapping ${name} has no parameter ${unknown.join(', ')}. Its parameters: ${known}.`)
  }
  const filled = (value: unknown): unknown => {
    if (typeof value === 'string') {
      return value.replace(/\$\{([a-z_]+)\}/g, (whole, key: string) => {
        return Object.hasOwn(parameters, key) ? (settings[key] ?? String(parameters[key]?.default)) : whole
      })
    }
    if (Array.isArray(value)) return value.map(filled)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, filled(inner)]))
  }
  return filled(mapping)
}

function parseYaml(text: string, name: string): unknown {
  try {
    return parse(text, { merge: true })
  } catch (error) {
    throw new ImportStopped(`The mapping ${name} is no YAML: ${(error as Error).message}`, { cause: error })
  }
}

/** Where a value may be several things, each that it is not makes an error: keep those that name the mistake. */
function mostTelling(errors: readonly ErrorObject[]): string[] {
  const vague = (error: ErrorObject) => error.keyword === 'anyOf' || error.keyword === 'type'
  const kept = errors.filter((error) => {
    const samePath = errors.filter((other) => other.instancePath === error.instancePath)
    return !vague(error) || samePath.every(vague)
  })
  const deeper = (error: ErrorObject) =>
    errors.some((other) => !vague(other) && other.instancePath.startsWith(`${error.instancePath}/`))
  return [
    ...new Set(
      kept
        .filter((error) => !vague(error) || !deeper(error))
        .map(({ instancePath, message, params }) => {
          const extra = (params as { additionalProperty?: string }).additionalProperty
          return `${instancePath || '/'} ${message}${extra === undefined ? '' : `: ${extra}`}`
        }),
    ),
  ]
}

/** What a schema cannot say of how the file is read. */
function problemsOfFile(mapping: Mapping): string[] {
  const problems: string[] = []
  if (mapping.encoding !== undefined && !isEncoding(mapping.encoding)) {
    problems.push(`/encoding names an unknown encoding ${mapping.encoding}`)
  }
  const named = mapping.header === false || mapping.format === 'fixed'
  if (named !== (mapping.columns !== undefined)) problems.push('/columns belong to header: false or format: fixed')
  const json = mapping.format === 'json' || mapping.format === 'jsonl'
  if (json && mapping.aliases !== undefined) problems.push('/aliases belong to files with a header')
  if (mapping.path !== undefined && mapping.format !== 'json') problems.push('/path belongs to format: json')
  return problems
}

const textSteps = ['match', 'split', 'strip_suffix', 'take', 'upper', 'missing', 'lookup', 'as'] as const

/** Steps that a source does not go through, patterns and expressions that cannot be compiled. */
function problemsOfSteps(reading: Reading): string[] {
  const problems: string[] = []
  const computed = reading.count ?? reading.count_at_least ?? reading.calc ?? reading.compare
  for (const step of textSteps) {
    if (computed !== undefined && reading[step] !== undefined) problems.push(`has ${step}, which applies to text only`)
  }
  if (reading.else !== undefined && reading.lookup === undefined) problems.push('has else without lookup')
  if (reading.round !== undefined && reading.calc === undefined) problems.push('has round without calc')
  if (reading.negate && reading.as !== 'integer' && reading.as !== 'decimal')
    problems.push('has negate and is no number')
  try {
    if (reading.calc !== undefined) compileExpression(reading.calc)
    if (reading.compare !== undefined) compileComparison(reading.compare)
    if (reading.match !== undefined) patternFor(reading.match)
    for (const format of [reading.format ?? []].flat()) checkFormat(format)
  } catch (error) {
    problems.push((error as Error).message)
  }
  return problems
}

/** What a schema cannot say of one rule. */
function problemsOf(rule: Rule, index: number): string[] {
  const at = `/rules/${index}`
  const problems: string[] = []
  if ((rule.skip === undefined) === (rule.event === undefined)) problems.push(`${at} needs either skip or event`)
  if (rule.group !== undefined && rule.event === undefined) problems.push(`${at}/group needs an event`)
  if (rule.group !== undefined && (rule.group.close === undefined) === (rule.group.close_after_rows === undefined)) {
    problems.push(`${at}/group needs either close_after_rows or close: end`)
  }
  for (const [path, reading] of readingsOf(rule)) {
    const say = (text: string) => problems.push(`${at}/${path} ${text}`)
    const sources = [reading.column, reading.template, reading.count, reading.count_at_least, reading.first_of]
    sources.push(reading.calc, reading.compare)
    if (sources.filter((source) => source !== undefined).length !== 1) {
      say('needs exactly one of column, template, count, count_at_least, first_of, calc, compare')
    }
    const counts = reading.count ?? reading.count_at_least
    if (counts !== undefined && rule.group === undefined) say('counts rows, but the rule does not group them')
    if (reading.as === 'date' || reading.as === 'moment') {
      if (reading.format === undefined) say(`is read as a ${reading.as} and needs a format`)
    } else if (reading.format ?? reading.zone ?? reading.at) say('has a format, zone or at, but is no date or moment')
    if (reading.zone !== undefined && !isZone(reading.zone)) say(`names an unknown time zone ${reading.zone}`)
    for (const problem of problemsOfSteps(reading)) say(problem)
    if (reading.lookup !== undefined && reading.as !== undefined && reading.else === undefined) {
      say('is looked up and cannot also be read as a type')
    }
  }
  return problems
}

/** Every reading of a rule, with the path where it stands. */
export function* readingsOf(rule: Rule): Generator<[path: string, reading: Reading]> {
  for (const [index, reading] of (rule.group?.by ?? []).entries()) yield [`group/by/${index}`, reading]
  yield* readingsIn('event', rule.event)
}

function* readingsIn(path: string, value: unknown): Generator<[string, Reading]> {
  if (typeof value !== 'object' || value === null) return
  if (path.split('/').length > 1 && isReading(path, value)) yield [path, value]
  else if (!path.endsWith('/split'))
    for (const [name, inner] of Object.entries(value)) yield* readingsIn(`${path}/${name}`, inner)
}

const nesting = new Set(['event/context', 'event/data'])

/** Anything but the event, its context, its data, and a list of lines. */
const isReading = (path: string, value: object): value is Reading =>
  !nesting.has(path) && !path.endsWith('/each') && !path.endsWith('/split') && !('each' in value)

/** The columns that a mapping reads, `$row` and its like left out. */
export function columnsRead(mapping: Mapping): Set<string> {
  const names = new Set<string>()
  for (const rule of mapping.rules) {
    for (const { column } of rule.where ?? []) names.add(column)
    for (const [, { column, template, calc, compare, first_of, add_days }] of readingsOf(rule)) {
      if (column !== undefined) names.add(column)
      if (typeof add_days === 'string') names.add(add_days)
      for (const name of first_of ?? []) names.add(name)
      for (const text of [template, calc, compare]) {
        for (const [, name] of text?.matchAll(placeholder) ?? []) names.add(name as string)
      }
    }
    for (const value of Object.values(rule.event?.data ?? {})) {
      if (typeof value === 'object' && 'each' in value && value.split !== undefined) names.add(value.split.column)
    }
  }
  return new Set([...names].filter((name) => !name.startsWith('$')))
}
