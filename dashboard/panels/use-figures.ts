import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { catalogueQuery, type Measure } from '../api/catalogue.ts'
import { metricsQuery, type QueryAnswer, type QueryBody, type QueryMeta } from '../api/query.ts'
import { bucketsOf } from '../figures/buckets.ts'
import type { FilterDimension } from '../filters/dimensions.ts'
import type { View } from '../filters/view.ts'
import { addDays } from '../time/calendar.ts'
import type { Figure } from './figure.ts'
import { type Axis, type Reading, readFigure, uncuttableBy } from './reading.ts'

export type FigureState =
  | { readonly state: 'loading' }
  /** The service that answers does not count this. */
  | { readonly state: 'unknown' }
  | { readonly state: 'uncuttable'; readonly measure: Measure; readonly by: readonly FilterDimension[] }
  | {
      readonly state: 'ready'
      readonly measure: Measure
      readonly readings: readonly Reading[]
      readonly meta: QueryMeta
    }

export interface Figures {
  readonly axis: Axis
  readonly of: (metric: string) => FigureState
  /** The first failure; what was read before it stays. */
  readonly error: Error | null
  readonly retry: () => void
  readonly fetching: boolean
  /** True while what is shown belongs to filters that have just been changed. */
  readonly stale: boolean
  readonly meta: QueryMeta | undefined
  /** True when the answer holds nothing at all. */
  readonly empty: boolean
}

function axisOf({ range: { from, to, days }, granularity, timezone }: View): Axis {
  return {
    buckets: bucketsOf(from, to, granularity, timezone),
    previous: bucketsOf(addDays(from, -days), from, granularity, timezone),
  }
}

const hasNothing = ({ rows, totals }: QueryAnswer) =>
  rows.length === 0 && Object.values(totals ?? {}).every((value) => value === null || value === 0)

/**
 * All figures of a page with one request. Only where amounts stand in currencies that cannot be added, a second one
 * asks for everything that is not money, which then needs no currencies.
 */
export function useFigures(figures: readonly Figure[], view: View): Figures {
  const catalogue = useQuery(catalogueQuery)
  const measures = useMemo(() => new Map(catalogue.data?.measures.map((it) => [it.id, it])), [catalogue.data])

  const { range, granularity, timezone, filters } = view
  const asked = figures
    .map(({ metric }) => measures.get(metric))
    .filter((measure) => measure !== undefined && uncuttableBy(measure, filters).length === 0)
    .filter((measure) => measure !== undefined)
  const body = (of: readonly Measure[]): QueryBody => ({
    metrics: of.map(({ id }) => id),
    from: range.from,
    to: range.to,
    granularity,
    timezone,
    filters,
    compare: 'previous_period',
  })
  const all = useQuery(metricsQuery(body(asked), range.open))
  const isSplit = all.data?.totals === null
  const plain = useQuery(metricsQuery(body(isSplit ? asked.filter(({ unit }) => unit !== 'money') : []), range.open))

  const axis = useMemo(() => axisOf(view), [view])
  const now = Math.max(all.dataUpdatedAt, plain.dataUpdatedAt)

  const states = useMemo(() => {
    const stateOf = (figure: Figure): FigureState => {
      if (catalogue.data === undefined) return { state: 'loading' }
      const measure = measures.get(figure.metric)
      if (measure === undefined) return { state: 'unknown' }
      const by = uncuttableBy(measure, filters)
      if (by.length > 0) return { state: 'uncuttable', measure, by }
      const answer = isSplit && measure.unit !== 'money' ? plain.data : all.data
      if (answer === undefined) return { state: 'loading' }
      return { state: 'ready', measure, readings: readFigure(figure, measure, answer, axis, now), meta: answer.meta }
    }
    return new Map(figures.map((figure) => [figure.metric, stateOf(figure)]))
  }, [figures, catalogue.data, measures, filters, isSplit, all.data, plain.data, axis, now])

  return {
    axis,
    of: (metric) => states.get(metric) ?? { state: 'unknown' },
    error: catalogue.error ?? all.error ?? plain.error,
    retry: () => void Promise.all([catalogue, all, plain].filter(({ isError }) => isError).map((it) => it.refetch())),
    fetching: catalogue.isFetching || all.isFetching || plain.isFetching,
    stale: all.isPlaceholderData,
    meta: all.data?.meta,
    empty: all.data !== undefined && !all.isPlaceholderData && hasNothing(all.data),
  }
}
