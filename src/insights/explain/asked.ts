import type { Dimension, Measure } from '../../measures/define.ts'
import { decideMoney, type MoneyAnswer } from '../../query/currency.ts'
import { parse } from '../../query/parse.ts'
import { isMoney } from '../../query/plan/plan.ts'
import type { Question } from '../../query/plan/question.ts'
import type { QueryContext } from '../../warehouse/ask.ts'
import { invalid, parseRange } from '../../warehouse/time/parse-range.ts'
import type { Range } from '../../warehouse/time/range.ts'
import { counterOf, isCounted, kindOf } from './kind.ts'
import type { ExplainRequest } from './request.ts'

/** A parsed request: what is queried of each segment, and the currency of its amounts. */
export interface Asked {
  readonly measure: Measure
  readonly kind: 'sum' | 'rate'
  /** Counts the events behind a sum; undefined where the sum itself counts, or nothing does. */
  readonly counter: Measure | undefined
  /** Whether the value of a sum says how many events there are. */
  readonly counts: boolean
  /** What the rate falls short of 1 by; it may have dimensions that the rate lacks. */
  readonly complement: Measure | undefined
  readonly dimensions: readonly Dimension[]
  readonly question: Question
  readonly compared: Range
  readonly money: MoneyAnswer
}

/** Throws Failure: unknown_metric, dimension_not_allowed, invalid_request. */
export async function understand(request: ExplainRequest, context: QueryContext): Promise<Asked> {
  const { metric, from, to, filters, timezone } = request
  const { measures } = context.model
  const complement = measures.get(measures.get(metric)?.complement ?? '')
  const ofComplement = (dimension: Dimension) => complement?.dimensions.includes(dimension) === true
  const question = parse(
    {
      ...{ metrics: [metric], from, to, dimensions: (request.dimensions ?? []).filter((it) => !ofComplement(it)) },
      ...(filters && { filters }),
      ...(timezone && { timezone }),
    },
    context.model,
    context.money.timezone,
  )
  const [measure] = question.metrics
  const kind = measure === undefined ? null : kindOf(measure, measures)
  if (measure === undefined || kind === null) {
    const allowed = [...measures.values()].filter((it) => kindOf(it, measures) !== null).map(({ id }) => id)
    throw invalid('/metric', `must be one that adds up, or counts what it rests on: ${allowed.join(', ')}`)
  }
  const compared = parseRange(request.compared, question.zone, '/compared')
  const money = await decideMoney({ ...question, previous: compared }, context)
  if (isMoney(measure, measures) && money.currency === null)
    throw invalid('/metric', 'is in several currencies, without rates to make one of them')
  const counter = counterOf(measure, measures)
  const all = [...measure.dimensions, ...(complement?.dimensions ?? [])]
  const isOpen = (dimension: Dimension) =>
    !question.filters.some((filter) => filter.dimension === dimension && filter.values.length === 1)
  return {
    ...{ measure, kind, counter, complement, compared, money },
    counts: kind === 'sum' && isCounted(measure, measures),
    dimensions: [...new Set(request.dimensions ?? all)].filter(isOpen),
    question: { ...question, metrics: counter === undefined ? [measure] : [measure, counter], dimensions: [] },
  }
}
