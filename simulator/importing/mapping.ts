import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Ajv, type ErrorObject } from 'ajv'
import { parse } from 'yaml'
import { type Mapping, MappingSchema, type Reading, type Rule } from './mapping-schema.ts'
import { isZone } from './moment.ts'
import { ImportStopped } from './stopped.ts'

const builtIn = join(import.meta.dirname, '..', 'mappings')
const isMapping = new Ajv({ allErrors: true }).compile<Mapping>(MappingSchema)

/** A mapping, and the fingerprint of the text that it was read from. */
export interface LoadedMapping {
  readonly mapping: Mapping
  readonly sha256: string
}

/**
 * Reads a mapping: a built-in one by its name, or a YAML file by its path.
 * @throws ImportStopped naming everything that is wrong with it.
 */
export async function loadMapping(nameOrPath: string): Promise<LoadedMapping> {
  const text = await textOf(nameOrPath)
  return { mapping: parseMapping(text, nameOrPath), sha256: createHash('sha256').update(text).digest('hex') }
}

async function textOf(nameOrPath: string): Promise<string> {
  const path = /^[a-z0-9_]+$/.test(nameOrPath) ? join(builtIn, `${nameOrPath}.yaml`) : nameOrPath
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    const names = (await readdir(builtIn)).map((file) => file.replace('.yaml', ''))
    throw new ImportStopped(`There is no mapping ${nameOrPath}. Built in are ${names.join(', ')}; or give a path.`)
  }
}

/** @throws ImportStopped naming everything that is wrong with the text. */
export function parseMapping(text: string, name: string): Mapping {
  const mapping: unknown = parseYaml(text, name)
  const problems = isMapping(mapping) ? mapping.rules.flatMap(problemsOf) : mostTelling(isMapping.errors ?? [])
  if (problems.length > 0) throw new ImportStopped(`The mapping ${name} is not usable:\n  ${problems.join('\n  ')}`)
  return mapping as Mapping
}

function parseYaml(text: string, name: string): unknown {
  try {
    return parse(text)
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

/** What a schema cannot say of one rule. */
function problemsOf(rule: Rule, index: number): string[] {
  const at = `/rules/${index}`
  const problems: string[] = []
  if ((rule.skip === undefined) === (rule.event === undefined)) problems.push(`${at} needs either skip or event`)
  if (rule.group !== undefined && rule.event === undefined) problems.push(`${at}/group needs an event`)
  for (const [path, reading] of readingsOf(rule)) {
    const say = (text: string) => problems.push(`${at}/${path} ${text}`)
    const sources = [reading.column, reading.template, reading.count, reading.count_at_least]
    if (sources.filter((source) => source !== undefined).length !== 1) {
      say('needs exactly one of column, template, count, count_at_least')
    }
    const counts = reading.count ?? reading.count_at_least
    if (counts !== undefined && rule.group === undefined) say('counts rows, but the rule does not group them')
    if (reading.as === 'date' || reading.as === 'moment') {
      if (reading.format === undefined) say(`is read as a ${reading.as} and needs a format`)
    } else if (reading.format ?? reading.zone ?? reading.at) say('has a format, zone or at, but is no date or moment')
    if (reading.zone !== undefined && !isZone(reading.zone)) say(`names an unknown time zone ${reading.zone}`)
    if (reading.lookup !== undefined && reading.as !== undefined) say('is looked up and cannot also be read as a type')
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
  else for (const [name, inner] of Object.entries(value)) yield* readingsIn(`${path}/${name}`, inner)
}

const nesting = new Set(['event/context', 'event/data'])

/** Anything but the event, its context, its data, and a list of lines. */
const isReading = (path: string, value: object): value is Reading =>
  !nesting.has(path) && !path.endsWith('/each') && !('each' in value)

/** The columns that a mapping reads, `$row` and its like left out. */
export function columnsRead(mapping: Mapping): Set<string> {
  const names = new Set<string>()
  for (const rule of mapping.rules) {
    for (const { column } of rule.where ?? []) names.add(column)
    for (const [, { column, template }] of readingsOf(rule)) {
      if (column !== undefined) names.add(column)
      for (const [, name] of template?.matchAll(placeholder) ?? []) names.add(name as string)
    }
  }
  return new Set([...names].filter((name) => !name.startsWith('$')))
}

/** `{column}` in a template. */
export const placeholder = /\{([^{}]+)\}/g
