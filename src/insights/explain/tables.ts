import type { Dimension } from '../../measures/define.ts'
import { decomposeRate } from '../../statistics/decompose-rate.ts'
import { decomposeSum, type Effect } from '../../statistics/decompose-sum.ts'
import type { QueryContext } from '../../warehouse/ask.ts'
import type { Asked } from './asked.ts'
import { wholeBy } from './kind.ts'
import type { Noise } from './noise.ts'
import { readSegments, type Segment, type Segments, type Side } from './read-segments.ts'

/** The measure over everything, where both ranges have a value. */
export interface Whole {
  readonly previous: Side & { readonly value: number }
  readonly current: Side & { readonly value: number }
}

/** Segments by some dimensions, and what each added to the change, in the same order. */
export interface Table {
  readonly dimensions: readonly Dimension[]
  /** The measure that was counted in place of the rate. */
  readonly of: string | null
  readonly effects: readonly Effect[]
  readonly read: Segments
}

/** The change by dimensions. Throws Failure('query_too_large') where there are too many segments. */
export async function tableBy(
  dimensions: readonly Dimension[],
  asked: Asked,
  whole: Whole,
  noise: Noise,
  context: QueryContext,
): Promise<Table> {
  const { measure, complement } = asked
  const isOwn = dimensions.every((dimension) => measure.dimensions.includes(dimension))
  if (complement !== undefined && (dimensions.length > 1 || !isOwn)) {
    const counted = { ...asked, measure: complement, kind: 'sum', counter: undefined, counts: true } as const
    const question = { ...asked.question, metrics: [complement] }
    const read = await readSegments({ ...counted, question }, dimensions, context)
    const effects = partEffects(read.segments, whole, (side) => side?.value ?? 0, missing(whole), -1)
    return { dimensions, of: complement.id, effects, read }
  }
  const read = await readSegments(asked, dimensions, context)
  const effects = () => {
    if (asked.kind === 'sum') return decomposeSum(amountOf(whole), read.segments.map(amountOf), noise.dispersion)
    if (dimensions.some((dimension) => wholeBy(measure, dimension, context.model.measures)))
      return partEffects(
        read.segments,
        whole,
        eventsOf,
        { previous: eventsOf(whole.previous), current: eventsOf(whole.current) },
        1,
      )
    const segments = read.segments.map(({ previous, current }) => ({
      previous: rateOf(previous),
      current: rateOf(current),
    }))
    return decomposeRate(
      { previous: certain(whole.previous), current: certain(whole.current) },
      segments,
      noise.varianceOf,
    )
  }
  return { dimensions, of: null, effects: effects(), read }
}

interface Both {
  readonly previous: number
  readonly current: number
}

/**
 * Segments that are parts of one rate: each has its own events over the observations of all. Their rates add up to the rate or,
 * of its complement, to what it falls short of 1.
 * @param events over everything
 * @param sign −1 of the complement
 */
function partEffects(
  segments: readonly Segment[],
  whole: Whole,
  countOf: (side: Side | null) => number,
  events: Both,
  sign: 1 | -1,
): Effect[] {
  const partOf = ({ previous, current }: Both) => ({
    previous: (sign * previous) / (whole.previous.n ?? 0),
    current: (sign * current) / (whole.current.n ?? 0),
    n: { previous, current },
  })
  const parts = segments.map((it) => partOf({ previous: countOf(it.previous), current: countOf(it.current) }))
  return decomposeSum(partOf(events), parts, { previous: 0, current: 0 })
}

const eventsOf = (side: Side | null) => (side?.value ?? 0) * (side?.n ?? 0)
const missingOf = ({ value, n }: Whole['current']) => (1 - value) * (n ?? 0)
const missing = ({ previous, current }: Whole): Both => ({ previous: missingOf(previous), current: missingOf(current) })

const amountOf = ({ previous, current }: Pick<Segment, 'previous' | 'current'>) => ({
  previous: previous?.value ?? 0,
  current: current?.value ?? 0,
  n: { previous: previous === null ? 0 : previous.n, current: current === null ? 0 : current.n },
})
const rateOf = (side: Side | null) => ({ rate: side?.value ?? null, n: side?.n ?? 0 })
const certain = ({ value, n }: Whole['current']) => ({ rate: value, n: n ?? 0 })
