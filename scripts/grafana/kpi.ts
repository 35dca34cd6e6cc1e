import type { Measures } from '../../src/measures/catalogue.ts'
import type { Measure } from '../../src/measures/define.ts'
import { sumName } from '../../src/measures/define.ts'
import { soleSum } from '../../src/warehouse/tables/analyst-views.ts'

/** A measure as columns of `kpi_daily` say it: one of them, or one over another. */
export interface Kpi {
  readonly measure: Measure
  /** SQL over the rows of one group; NULL where there is nothing to divide by. */
  readonly sql: string
  readonly isMoney: boolean
}

/** Numbers of which no quotient is another's. */
const primes = [1_000_003, 999_983, 999_979, 999_961, 999_959, 999_953]

/** The names of what is divided by what, where the measure is no more than that. */
function quotientOf(
  { compute }: Measure,
  names: readonly string[],
): readonly [over: string, under: string] | undefined {
  const probe = Object.fromEntries(names.map((name, index) => [name, primes[index] as number]))
  const value = compute(probe)
  for (const over of names) {
    for (const under of names) {
      if (over !== under && value === (probe[over] as number) / (probe[under] as number)) return [over, under]
    }
  }
  return undefined
}

/** What the columns of the view say of a measure; undefined where they do not say it: levels, quantiles, sums over several currencies. */
export function kpiOf(measure: Measure, measures: Measures, columns: ReadonlySet<string>): Kpi | undefined {
  const isMoney = measure.unit === 'money'
  if (soleSum(measure) !== undefined) {
    return columns.has(measure.id) ? { measure, sql: `sum(${measure.id})`, isMoney } : undefined
  }
  if (Object.keys(measure.states).length > 0 || measure.records !== undefined) return undefined
  const columnOf = new Map<string, string>(measure.uses.map((id) => [id, id]))
  for (const name of Object.keys(measure.sums)) columnOf.set(name, sumName(measure, name))
  const names = [...columnOf.keys()]
  if (names.length > primes.length) return undefined
  const quotient = quotientOf(measure, names)
  if (quotient === undefined) return undefined
  const [over = '', under = ''] = quotient.map((name) => columnOf.get(name) ?? '')
  if (![over, under].every((name) => columns.has(name))) return undefined
  if ([over, under].some((name) => !isMoney && measures.get(name)?.unit === 'money')) return undefined
  return { measure, sql: `sum(${over}) / nullIf(sum(${under}), 0)`, isMoney }
}
