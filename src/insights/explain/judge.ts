import jstat from 'jstat'
import { type Effect, sumVariance } from '../../statistics/decompose-sum.ts'
import type { Noise } from './noise.ts'
import type { Breakdown, ExplainedSegment, verdicts } from './request.ts'
import type { Table, Whole } from './tables.ts'

const confidence = 0.95
const z95 = jstat.normal.inv(1 - (1 - confidence) / 2, 0, 1)
/** A segment that moved the measure by less than this share of its change beyond what was expected is not worth a look. */
const leastShare = 0.1
/** The same where noise is not known. */
const leastShareUnknown = 0.2
const mostInTop = 5

/**
 * How many standard errors a segment must be away from what was expected, so that among all that are looked at none is by chance
 * in 95 of 100 cases (Bonferroni).
 */
export const boundFor = (segments: number) => jstat.normal.inv(1 - (1 - confidence) / 2 / Math.max(1, segments), 0, 1)

function standsOut({ contribution, expected, excessError }: Effect, change: number, bound: number): boolean {
  const excess = Math.abs(contribution - expected)
  if (excessError === null) return change !== 0 && excess >= leastShareUnknown * Math.abs(change)
  return excess > bound * excessError && excess >= leastShare * Math.abs(change)
}

const intervalAround = (value: number, error: number | null) =>
  error === null ? null : { low: value - z95 * error, high: value + z95 * error }

/** The interval of the change of the whole; null where its noise is not known. */
export function changeInterval(kind: 'sum' | 'rate', { previous, current }: Whole, { dispersion, varianceOf }: Noise) {
  const variances =
    kind === 'sum'
      ? [
          sumVariance(previous.value, previous.n, dispersion.previous),
          sumVariance(current.value, current.n, dispersion.current),
        ]
      : [previous, current].map(({ value, n }) => (n ? varianceOf(value, n) : null))
  const variance = variances.reduce<number | null>((sum, it) => (sum === null || it === null ? null : sum + it), 0)
  return intervalAround(current.value - previous.value, variance === null ? null : Math.sqrt(variance))
}

/** The segments of a table as they are answered, largest contribution first. */
export function tell({ read: { segments }, effects }: Table, change: number, bound: number): ExplainedSegment[] {
  const told = segments.flatMap(({ filters, previous, current }, index): ExplainedSegment[] => {
    const effect = effects[index]
    if (effect === undefined) return []
    const { contribution, mix, rate, expected, error } = effect
    return [
      {
        filters: { ...filters },
        ...{ previous: previous?.value ?? null, current: current?.value ?? null },
        ...{ n_previous: previous === null ? 0 : previous.n, n_current: current === null ? 0 : current.n },
        contribution,
        share: change === 0 ? null : contribution / change,
        ...{ mix_effect: mix, rate_effect: rate, expected },
        interval: intervalAround(contribution, error),
        stands_out: standsOut(effect, change, bound),
      },
    ]
  })
  return told.toSorted((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution))
}

/** A table as it is answered. What its segments leave of the change is included, so that all adds up. */
export function breakdownOf(table: Table, told: readonly ExplainedSegment[], change: number, limit: number): Breakdown {
  const rest = told.slice(limit)
  const sum = (some: readonly ExplainedSegment[]) => some.reduce((all, { contribution }) => all + contribution, 0)
  const unattributed = change - sum(told)
  const size = Math.max(Math.abs(change), ...told.map(({ contribution }) => Math.abs(contribution)))
  return {
    dimensions: [...table.dimensions],
    of: table.of,
    segments: told.slice(0, limit),
    others: { segments: rest.length, contribution: sum(rest) },
    // Digits beyond those of a sum of floating-point numbers.
    unattributed: Math.abs(unattributed) < 1e-9 * size ? 0 : unattributed,
    withheld: table.read.withheld,
  }
}

const excessOf = ({ contribution, expected }: ExplainedSegment) => contribution - expected

/** Segments that moved the measure most, beyond what was expected of them: in the direction of its change, if any did. */
export function topOf(told: readonly ExplainedSegment[], change: number): ExplainedSegment[] {
  const outstanding = told.filter((it) => it.stands_out)
  const along = outstanding.filter((it) => Math.sign(excessOf(it)) === Math.sign(change))
  return (along.length > 0 ? along : outstanding)
    .toSorted((a, b) => Math.abs(excessOf(b)) - Math.abs(excessOf(a)))
    .slice(0, mostInTop)
}

export function verdictOf(
  change: number,
  interval: { low: number; high: number } | null,
  top: readonly ExplainedSegment[],
): (typeof verdicts)[number] {
  if (top.length > 0) return 'explained'
  if (change === 0) return 'unchanged'
  return interval !== null && interval.low <= 0 && interval.high >= 0 ? 'noise' : 'alike'
}
