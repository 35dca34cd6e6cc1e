import type { Measures } from '../measures/catalogue.ts'
import { partsOf } from '../measures/catalogue.ts'
import { type Measure, nothing, type SumValue, sumName, type Value } from '../measures/define.ts'

/** Values of sums by their names; one that is missing is over no events. */
export type Sums = ReadonlyMap<string, SumValue>

/** Divides last: the values of metrics from those of their sums. A metric made of one that is null is null. */
export function compute(metrics: readonly Measure[], sums: Sums, measures: Measures): Record<string, Value> {
  const values = new Map<string, Value>()
  for (const metric of metrics) {
    for (const part of partsOf(measures, metric.id)) {
      if (!values.has(part.id)) values.set(part.id, computeOne(part, sums, values))
    }
  }
  return Object.fromEntries(metrics.map(({ id }) => [id, values.get(id) ?? null]))
}

/** Why a measure has no value. */
export const nullReasons = [
  'not_counted',
  'no_denominator',
  'no_observation',
  'several_currencies',
  'small_cell',
  'removed',
] as const
export type NullReason = (typeof nullReasons)[number]

/** Why a measure is null over sums: by the first of its parts that is null though all that it uses has a value. */
export function whyNull(metric: Measure, sums: Sums, measures: Measures): NullReason | null {
  const parts = partsOf(measures, metric.id)
  const values = compute(parts, sums, measures)
  if (values[metric.id] !== null) return null
  const first = parts.find(({ id, uses }) => values[id] === null && uses.every((used) => values[used] !== null))
  return first?.unknown ?? ((first ?? metric).denominator === null ? 'no_observation' : 'no_denominator')
}

/** On how many observations each of the metrics rests that count them; null where what it uses is null. */
export function observationsOf(metrics: readonly Measure[], sums: Sums, measures: Measures): Observations {
  const counted = metrics.flatMap((metric) => {
    if (metric.observations === undefined) return []
    const values = new Map(Object.entries(compute(partsOf(measures, metric.id), sums, measures)))
    const given = givenOf(metric, sums, values)
    return [[metric.id, given === null ? null : metric.observations(given)] as const]
  })
  return Object.fromEntries(counted)
}
export type Observations = Readonly<Record<string, number | null>>

function computeOne(measure: Measure, sums: Sums, values: ReadonlyMap<string, Value>): Value {
  const given = givenOf(measure, sums, values)
  return given === null ? null : measure.compute(given)
}

/** What a measure is made of, by its names; null where a measure that it uses is null, or a record is unknown. */
function givenOf(measure: Measure, sums: Sums, values: ReadonlyMap<string, Value>): Record<string, SumValue> | null {
  const given: Record<string, SumValue> = {}
  for (const [name, sum] of Object.entries(measure.sums)) given[name] = sums.get(sumName(measure, name)) ?? nothing(sum)
  for (const [name, missing] of Object.entries(measure.records ?? {})) {
    const value = sums.get(name) ?? missing
    if (value === null) return null
    given[name] = value
  }
  for (const name of Object.keys(measure.states)) given[name] = sums.get(sumName(measure, name)) ?? 0
  for (const used of measure.uses) {
    const value = values.get(used) ?? null
    if (value === null) return null
    given[used] = value
  }
  return given
}
