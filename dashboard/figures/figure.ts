import type { Better } from '../numbers/change.ts'
import type { Absent } from '../numbers/series.ts'

/** One number on a page, by the measure that it shows. */
export interface Figure {
  readonly metric: string
  readonly better: Better
  /** What a bucket without events holds. */
  readonly absent: Absent
  /** Takes two columns: for the number that a group is about. */
  readonly wide: boolean
}

export interface FigureGroup {
  readonly title: string
  readonly figures: readonly Figure[]
}

type More = Partial<Pick<Figure, 'wide'>>

/** A count or sum: without events it is zero. */
export const total = (metric: string, better: Better, more: More = {}): Figure => ({
  metric,
  better,
  absent: 0,
  wide: false,
  ...more,
})

/** A ratio or mean: undefined without events. */
export const rate = (metric: string, better: Better, more: More = {}): Figure => ({
  ...total(metric, better, more),
  absent: null,
})
