import { count, type Measure, type Sum, sum, sumName } from '../../measures/define.ts'
import { fetch } from '../../query/fetch.ts'
import { plan } from '../../query/plan/plan.ts'
import type { Question } from '../../query/plan/question.ts'
import { type RateVariance, rateVariance } from '../../statistics/decompose-rate.ts'
import type { Dispersion } from '../../statistics/decompose-sum.ts'
import type { QueryContext } from '../../warehouse/ask.ts'
import type { Range } from '../../warehouse/time/range.ts'
import { counterOf, isCounted } from './kind.ts'

/** How much of a change chance alone gives: of sums by the spread of amounts, of rates by their variance. */
export interface Noise {
  readonly dispersion: Dispersion
  readonly varianceOf: RateVariance
}

const none = { previous: 0, current: 0 }
const unknown = { dispersion: { previous: null, current: null }, varianceOf: () => null }

/** What is known of the noise of a measure. Only of a measure of amounts something is read. */
export async function readNoise(
  measure: Measure,
  question: Question,
  compared: Range,
  context: QueryContext,
): Promise<Noise> {
  const { measures } = context.model
  if (isCounted(measure, measures)) return { dispersion: none, varianceOf: rateVariance }
  const amounts = amountsOf(measure, context)
  if (amounts === undefined) return unknown
  const previous = await readDispersion(amounts, question, compared, context)
  const current = await readDispersion(amounts, question, question.range, context)
  const most = previous === null || current === null ? null : Math.max(previous, current)
  // The variance of a mean.
  const varianceOf = (rate: number, n: number) => (most === null ? null : (rate ** 2 * most) / n)
  return { dispersion: { previous, current }, varianceOf }
}

/** The measure itself where it is a sum of amounts whose events are counted; of a mean of such amounts, what it divides. */
function amountsOf(measure: Measure, { model: { measures } }: QueryContext): Sum | undefined {
  if (counterOf(measure, measures) !== undefined) return Object.values(measure.sums)[0]
  const [divided, divisor, ...others] = measure.uses.flatMap((id) => measures.get(id) ?? [])
  if (divided === undefined || divisor === undefined || others.length > 0) return undefined
  if (Object.keys(measure.sums).length > 0 || Object.keys(measure.states).length > 0) return undefined
  return counterOf(divided, measures) === divisor ? Object.values(divided.sums)[0] : undefined
}

/** The squared coefficient of variation of the single amounts of a sum; amounts in several currencies are taken as they are. */
async function readDispersion(
  given: Sum,
  question: Question,
  range: Range,
  context: QueryContext,
): Promise<number | null> {
  const amount = `toFloat64(${given.of})`
  const single: Measure = {
    ...{ id: 'single_amounts', title: '', question: '', numerator: '', denominator: null, formula: '' },
    ...{ states: {}, uses: [], unit: 'count', dimensions: [], compute: () => null },
    sums: {
      events: count(given.when),
      amounts: { ...sum(amount, given.when, 'Float64'), fromEvents: true },
      squares: { ...sum(`${amount} * ${amount}`, given.when, 'Float64'), fromEvents: true },
    },
  }
  const model = { ...context.model, measures: new Map([...context.model.measures, [single.id, single]]) }
  const [part] = plan({ ...question, metrics: [single], dimensions: [] }, range, 'plain', model)
  if (part === undefined) throw new Error('a question without a part')
  const { totals } = await fetch(part, { ...context, model })
  const of = (name: string) => Number(totals.get(sumName(single, name)) ?? 0)
  const amounts = of('amounts')
  return amounts === 0 ? null : Math.max(0, (of('events') * of('squares')) / amounts ** 2 - 1)
}
