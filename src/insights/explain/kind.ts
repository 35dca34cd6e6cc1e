import { type Measures, partsOf } from '../../measures/catalogue.ts'
import { type Dimension, type Measure, typesOf } from '../../measures/define.ts'

/**
 * How the change of a measure is broken down by segments: a sum by what each adds, a rate by shares and rates of its
 * observations. Others (quantiles, distributions, levels divided by flows, records of the service) have no parts that
 * add up: null.
 */
export function kindOf(measure: Measure, measures: Measures): 'sum' | 'rate' | null {
  if (partsOf(measures, measure.id).some(({ records }) => records !== undefined)) return null
  if (measure.denominator !== null) return measure.observations === undefined ? null : 'rate'
  const adds = Object.values(measure.sums).every(
    ({ kind }) => kind === 'count' || kind === 'sum' || kind === 'distinct',
  )
  return adds && (measure.unit === 'count' || measure.unit === 'money') ? 'sum' : null
}

/** Whether all that a measure is made of are events or things that are counted: their noise is known. */
export const isCounted = (measure: Measure, measures: Measures): boolean =>
  partsOf(measures, measure.id).every(
    ({ sums, states }) =>
      Object.values(states).every(({ kind }) => kind === 'unfollowed') &&
      Object.values(sums).every(({ kind }) => kind === 'count' || kind === 'distinct'),
  )

/** A measure that counts the events of whose amounts another is the sum, by all of its dimensions. */
export function counterOf(measure: Measure, measures: Measures): Measure | undefined {
  const [sum, ...others] = Object.values(measure.sums)
  if (sum?.kind !== 'sum' || others.length > 0 || measure.uses.length > 0) return undefined
  const taken = JSON.stringify(sum.when)
  return [...measures.values()].find((it) => {
    const [counted, ...more] = Object.values(it.sums)
    if (counted === undefined || more.length > 0 || Object.keys(it.states).length > 0) return false
    if (counted.kind !== 'count' && counted.kind !== 'distinct') return false
    const isSame = JSON.stringify(counted.when) === taken && it.uses.length === 0
    return isSame && measure.dimensions.every((dimension) => it.dimensions.includes(dimension))
  })
}

/** Dimensions by which the observations of a rate are whole for each value: its segments are parts of one rate. */
export const wholeBy = (measure: Measure, dimension: Dimension, measures: Measures): boolean =>
  partsOf(measures, measure.id).some(({ sums }) =>
    Object.values(sums).some(({ across }) => across?.includes(dimension) === true),
  )

/** Whether all that a measure is made of are payments. */
export const isOfPayments = (measure: Measure, measures: Measures): boolean =>
  partsOf(measures, measure.id).every(
    ({ sums, states }) =>
      Object.keys(states).length === 0 && Object.values(sums).every((sum) => String(typesOf(sum)) === 'payment'),
  )
