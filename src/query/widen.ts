import type { QueryContext } from '../warehouse/ask.ts'
import { bucketsOf } from '../warehouse/time/buckets.ts'
import type { Granularity } from '../warehouse/time/granularity.ts'
import type { MoneyAnswer } from './currency.ts'
import { answerPeriod, type Period } from './period.ts'
import type { Question } from './plan/question.ts'

/** Fewer points are no course over time, however well each is known. */
const fewestBuckets = 4

const wider: Readonly<Partial<Record<Granularity, Granularity>>> = { hour: 'day', day: 'week', week: 'month' }

/** How many observations a point rests on: as many at least as this have those points that hold half of all. */
export function typicalOf(observations: readonly number[]): number {
  const sorted = observations.toSorted((a, b) => b - a)
  const half = sorted.reduce((sum, it) => sum + it, 0) / 2
  let sum = 0
  for (const it of sorted) {
    sum += it
    if (sum >= half) return it
  }
  return 0
}

/** The fewest that points of a share in it rest on; null where there is no share. */
function observedIn({ parts }: Period, { metrics }: Question): number | null {
  const shares = metrics.filter(({ isShare }) => isShare === true)
  const counts = shares.map(({ id }) => typicalOf(parts.flat().map(({ observations }) => observations?.[id] ?? 0)))
  return counts.length === 0 ? null : Math.min(...counts)
}

/** A period's answer, by the buckets that were found; what points of a share in it rest on, null where there is none. */
export interface Widened {
  readonly question: Question
  readonly current: Period
  readonly typical: number | null
}

/**
 * Answers a question by hours, days, weeks or months, of which each is tried from the one that was asked for on, until a point of
 * a share rests on as many observations as it should, or wider ones would leave too few points.
 */
export async function answerWidened(
  asked: Question,
  least: number | undefined,
  money: MoneyAnswer,
  context: QueryContext,
): Promise<Widened> {
  const current = await answerPeriod(asked, asked.range, money, context)
  const typical = observedIn(current, asked)
  const found = { question: asked, current, typical }
  const granularity = wider[asked.granularity]
  if (least === undefined || typical === null || typical >= least || granularity === undefined) return found
  const buckets = [...bucketsOf(asked.range, granularity, asked.zone)]
  return buckets.length < fewestBuckets ? found : answerWidened({ ...asked, granularity }, least, money, context)
}
