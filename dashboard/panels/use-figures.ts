import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { catalogueQuery, type Measure } from '../api/catalogue.ts'
import { maxRows, metricsQuery, type QueryAnswer, type QueryBody, type QueryMeta } from '../api/query.ts'
import { askedFilters, comparing } from '../filters/asked.ts'
import type { FilterDimension } from '../filters/dimensions.ts'
import type { View } from '../filters/view.ts'
import type { Figure } from './figure.ts'
import { type Axis, axisOf, type Reading, readFigure, uncuttableBy } from './reading.ts'

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

const hasNothing = ({ rows, totals, totals_by_currency: split = {} }: QueryAnswer) =>
  rows.length === 0 && [totals, ...Object.values(split)].every((all) => Object.values(all).every((it) => !it))

/** Whether two questions differ in nothing but their end. */
const isLike = (body: QueryBody, other: QueryBody | undefined) =>
  other !== undefined && JSON.stringify({ ...body, to: '' }) === JSON.stringify({ ...other, to: '' })

/**
 * All figures of a page with one request. While the range is open, a second, small one asks for the part of the
 * period before that can fairly be compared.
 */
export function useFigures(figures: readonly Figure[], view: View): Figures {
  const catalogue = useQuery(catalogueQuery)
  const measures = useMemo(() => new Map(catalogue.data?.measures.map((it) => [it.id, it])), [catalogue.data])

  const { range, passed, granularity, timezone, filters } = view
  const metrics = figures
    .map(({ metric }) => measures.get(metric))
    .flatMap((measure) => (measure !== undefined && uncuttableBy(measure, filters).length === 0 ? [measure.id] : []))
  const asked = { metrics, timezone, filters: askedFilters(filters), limit: maxRows }
  const { from, to } = range
  const all = useQuery(metricsQuery({ ...asked, from, to, granularity, ...comparing(view) }, range.open))
  const passedBody: QueryBody = { ...asked, ...(passed ?? { from, to }), granularity: 'total' }
  const before = useQuery({
    ...metricsQuery(passedBody, false),
    enabled: passed !== null && metrics.length > 0,
    // Of a minute ago it will do until the next; of other filters it would be compared with the wrong numbers.
    placeholderData: (data, query) => (isLike(passedBody, query?.queryKey[1]) ? data : undefined),
  })

  const axis = useMemo(() => axisOf(view), [view])
  const now = all.dataUpdatedAt

  const states = useMemo(() => {
    const stateOf = (figure: Figure): FigureState => {
      if (catalogue.data === undefined) return { state: 'loading' }
      const measure = measures.get(figure.metric)
      if (measure === undefined) return { state: 'unknown' }
      const by = uncuttableBy(measure, filters)
      if (by.length > 0) return { state: 'uncuttable', measure, by }
      if (all.data === undefined) return { state: 'loading' }
      const compared = passed === null ? all.data.previous : before.data
      const readings = readFigure(figure, measure, all.data, compared, axis, now)
      return { state: 'ready', measure, readings, meta: all.data.meta }
    }
    return new Map(figures.map((figure) => [figure.metric, stateOf(figure)]))
  }, [figures, catalogue.data, measures, filters, passed, all.data, before.data, axis, now])

  return {
    axis,
    of: (metric) => states.get(metric) ?? { state: 'unknown' },
    error: catalogue.error ?? all.error ?? before.error,
    retry: () => void Promise.all([catalogue, all, before].filter(({ isError }) => isError).map((it) => it.refetch())),
    fetching: catalogue.isFetching || all.isFetching || before.isFetching,
    stale: all.isPlaceholderData,
    meta: all.data?.meta,
    empty: all.data !== undefined && !all.isPlaceholderData && hasNothing(all.data),
  }
}
