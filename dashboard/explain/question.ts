import type { Measure } from '../api/catalogue.ts'
import type { ExplainBody } from '../api/explain.ts'
import { asked, comparedWith } from '../filters/asked.ts'
import type { Bounds } from '../filters/comparison.ts'
import type { View } from '../filters/view.ts'
import type { Axis } from '../numbers/axis.ts'
import type { Bucket } from '../numbers/buckets.ts'

/** Two ranges of time between which a figure changed. */
export interface Spans {
  readonly now: Bounds
  readonly before: Bounds
}

/** The range of the page and what it is compared with; null where it is compared with nothing. */
export function spansOf(view: View): Spans | null {
  const before = comparedWith(view)
  const { from, to } = view.range
  return before === null ? null : { now: { from, to }, before }
}

const between = (startMs: number, endMs: number): Bounds => ({
  from: new Date(startMs).toISOString(),
  to: new Date(endMs).toISOString(),
})

/**
 * A step of a chart and the one that it is drawn beside in the period before, or, where there is none, the step before it.
 * Of a step that is not over, and so of what it is compared with, as much as has passed.
 * @returns null where there is no such step, or it has not begun
 */
export function spansOfStep(
  { buckets, previous }: Pick<Axis, 'buckets' | 'previous'>,
  step: number,
  nowMs: number,
): Spans | null {
  const bucket = buckets[step]
  const other: Bucket | undefined = previous[step] ?? buckets[step - 1]
  if (bucket === undefined || other === undefined || bucket.startMs >= nowMs) return null
  const isOpen = bucket.endMs > nowMs
  const otherEndMs = isOpen ? Math.min(other.endMs, other.startMs + (nowMs - bucket.startMs)) : other.endMs
  return { now: between(bucket.startMs, Math.min(bucket.endMs, nowMs)), before: between(other.startMs, otherEndMs) }
}

/** What the service is asked. */
export function explainBody(metric: Measure['id'], view: View, { now, before }: Spans): ExplainBody {
  const { timezone, filters } = asked(view)
  return {
    metric,
    ...now,
    compared: before,
    timezone,
    filters: filters as NonNullable<ExplainBody['filters']>,
    limit: 20,
  }
}
