import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { dimensions, type Measure, type Sum, sumName, typesOf } from './define.ts'
import type { State } from './state.ts'

/** Every measure by its id. */
export type Measures = ReadonlyMap<string, Measure>

const notMeasures = new Set([
  'additive.ts',
  'condition.ts',
  'define.ts',
  'records.ts',
  'state.ts',
  'series.ts',
  'catalogue.ts',
  'document.ts',
  'units.ts',
])

/**
 * Reads every measure file of the folders: one file is one measure, and its name is the measure's id.
 * Throws where a file's name and id differ, an id stands twice, a used measure is missing or uses its user, or a
 * dimension is unknown or not allowed by a used measure.
 */
export async function loadMeasures(...folders: string[]): Promise<Measures> {
  const measures = new Map<string, Measure>()
  for (const folder of [import.meta.dirname, ...folders]) {
    for (const file of (await readdir(folder)).sort()) {
      if (!file.endsWith('.ts') || file.endsWith('.test.ts') || notMeasures.has(file)) continue
      const { default: measure } = (await import(pathToFileURL(join(folder, file)).href)) as { default: Measure }
      if (`${measure.id}.ts` !== file) throw new Error(`${file} declares the measure ${measure.id}`)
      if (measures.has(measure.id)) throw new Error(`two files declare the measure ${measure.id}`)
      measures.set(measure.id, measure)
    }
  }
  check(measures)
  return measures
}

/** Throws at the first measure that does not fit with the others. */
export function check(measures: Measures): void {
  const known = new Set(dimensions)
  for (const measure of measures.values()) {
    for (const dimension of measure.dimensions) {
      if (!known.has(dimension)) throw new Error(`${measure.id} allows the unknown dimension ${dimension}`)
    }
    for (const used of partsOf(measures, measure.id).slice(0, -1)) {
      const missing = measure.dimensions.filter((dimension) => !used.dimensions.includes(dimension))
      if (missing.length > 0) throw new Error(`${measure.id} allows ${missing}, which ${used.id} does not`)
    }
  }
  for (const { id } of measures.values()) {
    checkRecords(partsOf(measures, id))
    checkSenders(partsOf(measures, id))
  }
  sumsOf([...measures.values()])
}

/** Whether a measure is made of the service's own records; such a one uses no other. */
export const isRecorded = ({ records }: Measure) => records !== undefined

/** Records lie elsewhere than events: a measure is made of the ones or of the others. */
function checkRecords(parts: readonly Measure[]): void {
  if (!parts.some(isRecorded) || parts.every(isRecorded)) return
  throw new Error(`${parts.at(-1)?.id} is made of records and of events`)
}

/** Services send events of some types each: what holds the one against the other cannot be cut by who sent them. */
function checkSenders(parts: readonly Measure[]): void {
  const measure = parts.at(-1)
  if (measure?.dimensions.includes('producer') !== true) return
  const told = new Set(
    parts.flatMap((part) => [...Object.values(part.sums).map(typesOf), ...statedBy(part)]).map(String),
  )
  if (told.size > 1) throw new Error(`${measure.id} allows producer, but divides events of ${[...told].join(' and ')}`)
}

/** The event types that each state is derived from, of states that name any. */
const statedBy = ({ states }: Measure) =>
  Object.values(states).flatMap((state) => {
    if ('series' in state) return [[state.series.type]]
    return 'when' in state ? [[state.when.type ?? 'all'].flat()] : []
  })

/** A measure and all that it is made of, each before its users. Throws where one is missing or uses its user. */
export function partsOf(measures: Measures, id: string, users: readonly string[] = []): Measure[] {
  const measure = measures.get(id)
  if (measure === undefined) throw new Error(`${users.at(-1)} uses the unknown measure ${id}`)
  if (users.includes(id)) throw new Error(`${[...users, id].join(' uses ')}`)
  const parts = measure.uses.flatMap((used) => partsOf(measures, used, [...users, id]))
  return [...new Set([...parts, measure])]
}

/** The sums of these measures by the name that they have in rollups. Throws where two share a name. */
export function sumsOf(measures: readonly Measure[]): Map<string, Sum> {
  const sums = new Map<string, Sum>()
  for (const measure of measures) {
    for (const [name, sum] of Object.entries(measure.sums)) {
      if (sums.has(sumName(measure, name))) throw new Error(`two sums are called ${sumName(measure, name)}`)
      sums.set(sumName(measure, name), sum)
    }
  }
  return sums
}

/** The states of these measures by the name that they have in answers of the engine. */
export const statesOf = (measures: readonly Measure[]): Map<string, State> =>
  new Map(
    measures.flatMap((measure) =>
      Object.entries(measure.states).map(([name, state]) => [sumName(measure, name), state] as const),
    ),
  )

/** The event types of which a level is carried forward from the first event on: without it every later level is another. */
export const balancedTypes = (measures: Measures): ReadonlySet<string> =>
  new Set([...statesOf([...measures.values()]).values()].flatMap((it) => ('series' in it ? [it.series.type] : [])))
