import type { Dimension } from '../../measures/define.ts'
import { answerPeriod } from '../../query/period.ts'
import type { QueryContext } from '../../warehouse/ask.ts'
import { mostRows } from '../../warehouse/engine/most-rows.ts'
import type { Range } from '../../warehouse/time/range.ts'
import type { Asked } from './asked.ts'

/** A measure in one segment and one range. `n`: the events or observations behind it, null where they are not counted. */
export interface Side {
  readonly value: number | null
  readonly n: number | null
}

/** One segment in both ranges; a side is null where nothing of it is there. */
export interface Segment {
  readonly filters: Readonly<Record<Dimension, string | null>>
  readonly previous: Side | null
  readonly current: Side | null
}

export interface Segments {
  readonly segments: readonly Segment[]
  /** How many segments are suppressed in one of the ranges. */
  readonly withheld: number
  readonly suppressed: number
  readonly statements: readonly string[]
}

/** The measure over everything. @returns null sides where there is no value, with the reason that a query would give */
export async function readWhole(asked: Asked, context: QueryContext) {
  const read = async (range: Range) => {
    const { totals, observations, suppressed, statements } = await answerPeriod(
      asked.question,
      range,
      asked.money,
      context,
    )
    return { side: sideOf(asked, totals, observations), suppressed, statements }
  }
  return { current: await read(asked.question.range), previous: await read(asked.compared) }
}

/**
 * The measure by dimensions, in both ranges.
 * @throws Failure query_too_large where there are too many values
 */
export async function readSegments(
  asked: Pick<Asked, 'measure' | 'kind' | 'counter' | 'counts' | 'question' | 'compared' | 'money'>,
  dimensions: readonly Dimension[],
  context: QueryContext,
): Promise<Segments> {
  const order = { by: asked.measure.id, descending: true }
  const question = { ...asked.question, dimensions, order, limit: mostRows }
  const periods = []
  for (const range of [asked.compared, question.range]) {
    periods.push(await answerPeriod(question, range, asked.money, context))
  }
  const [before, now] = periods.map(
    ({ parts }) =>
      new Map(
        parts.flat().map(({ keys, values, observations = {} }) => {
          const words = dimensions.map((dimension) => keys.get(dimension) || null)
          return [JSON.stringify(words), sideOf(asked, values, observations)] as const
        }),
      ),
  )
  const names = [...new Set([...(before?.keys() ?? []), ...(now?.keys() ?? [])])]
  const all = names.map((name) => {
    const words: (string | null)[] = JSON.parse(name)
    return {
      filters: Object.fromEntries(dimensions.map((dimension, index) => [dimension, words[index] ?? null])),
      previous: before?.get(name) ?? null,
      current: now?.get(name) ?? null,
    }
  })
  const isTold = ({ previous, current }: Segment) => previous?.value !== null && current?.value !== null
  const segments = all.filter(isTold)
  return {
    segments,
    withheld: all.length - segments.length,
    suppressed: periods.reduce((sum, { suppressed }) => sum + suppressed, 0),
    statements: periods.flatMap(({ statements }) => statements),
  }
}

type Values = Readonly<Record<string, unknown>>

/** What a row says of the measure; null where a rate has no observations, and so contributes nothing. */
function sideOf(
  { measure, kind, counter, counts }: Pick<Asked, 'measure' | 'kind' | 'counter' | 'counts'>,
  values: Values,
  observations: Values,
): Side | null {
  const value = numberOf(values[measure.id])
  if (kind === 'sum') return { value, n: counts ? value : counter === undefined ? null : numberOf(values[counter.id]) }
  const n = numberOf(observations[measure.id])
  return value === null && n === 0 ? null : { value, n }
}

const numberOf = (value: unknown): number | null => (typeof value === 'number' ? value : null)
