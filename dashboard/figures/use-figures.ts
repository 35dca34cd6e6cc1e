import { useQueries, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { catalogueQuery, type Measure } from '../api/catalogue.ts'
import type { FilterDimension } from '../api/dimension-names.ts'
import { askedFilters } from '../api/filters.ts'
import { maxRows, metricsQuery, type QueryAnswer, type QueryBody, type QueryMeta } from '../api/query.ts'
import { comparing } from '../filters/asked.ts'
import { leavesOut, type View, withoutFilters } from '../filters/view.ts'
import type { Axis } from '../numbers/axis.ts'
import type { Figure } from './figure.ts'
import { axisOf, type Reading, readFigure, uncuttableBy } from './reading.ts'

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
      /** Filters that were left out, since it cannot be cut by them. */
      readonly leftOut: readonly FilterDimension[]
    }

export interface Figures {
  readonly axis: Axis
  readonly of: (metric: string) => FigureState
  /** The active filters that a measure cannot be cut by. */
  readonly unapplied: (metric: string) => readonly FilterDimension[]
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

/** Figures that are asked with the same filters: all of a page, unless some of them leave filters out. */
interface Group {
  readonly metrics: readonly string[]
  readonly leftOut: readonly FilterDimension[]
}

/** Groups the measures by the filters that they leave out; one that shows no number under the filters is in none. */
function groupsOf(measures: readonly Measure[], view: View): Group[] {
  const groups = new Map<string, { metrics: string[]; leftOut: FilterDimension[] }>()
  for (const measure of measures) {
    const unapplied = uncuttableBy(measure, view.filters)
    if (unapplied.length > 0 && !leavesOut(view, unapplied)) continue
    const key = unapplied.join()
    const group = groups.get(key) ?? { metrics: [], leftOut: unapplied }
    group.metrics.push(measure.id)
    groups.set(key, group)
  }
  return [...groups.values()]
}

/**
 * All figures of a page with one request, and one more for each set of filters that some of them leave out. While the
 * range is open, a second, small one asks for the part of the period before that can fairly be compared.
 */
export function useFigures(figures: readonly Figure[], view: View): Figures {
  const catalogue = useQuery(catalogueQuery)
  const measures = useMemo(() => new Map(catalogue.data?.measures.map((it) => [it.id, it])), [catalogue.data])

  const { range, passed, granularity, timezone } = view
  const groups = useMemo(
    () =>
      groupsOf(
        figures.flatMap(({ metric }) => measures.get(metric) ?? []),
        view,
      ),
    [figures, measures, view],
  )
  const bodies = groups.map(({ metrics, leftOut }) => {
    const { filters } = withoutFilters(view, leftOut)
    return { metrics, timezone, filters: askedFilters(filters), limit: maxRows, observations: true }
  })
  const { from, to } = range
  const alls = useQueries({
    queries: bodies.map((asked) => metricsQuery({ ...asked, from, to, granularity, ...comparing(view) }, range.open)),
  })
  const befores = useQueries({
    queries: bodies.map((asked) => {
      const passedBody: QueryBody = { ...asked, ...(passed ?? { from, to }), granularity: 'total' }
      return {
        ...metricsQuery(passedBody, false),
        enabled: passed !== null && asked.metrics.length > 0,
        // Of a minute ago it will do until the next; of other filters it would be compared with the wrong numbers.
        placeholderData: (
          data: QueryAnswer | undefined,
          query: { queryKey: readonly ['query', QueryBody] } | undefined,
        ) => (isLike(passedBody, query?.queryKey[1]) ? data : undefined),
      }
    }),
  })

  const axis = useMemo(() => axisOf(view), [view])
  const updates = [...alls, ...befores].map((it) => `${it.dataUpdatedAt}${it.isPlaceholderData}`).join()

  // biome-ignore lint/correctness/useExhaustiveDependencies: the answers are new by every render, their times say the same
  const states = useMemo(() => {
    const stateOf = (figure: Figure): FigureState => {
      if (catalogue.data === undefined) return { state: 'loading' }
      const measure = measures.get(figure.metric)
      if (measure === undefined) return { state: 'unknown' }
      const at = groups.findIndex(({ metrics }) => metrics.includes(measure.id))
      const group = groups[at]
      if (group === undefined) return { state: 'uncuttable', measure, by: uncuttableBy(measure, view.filters) }
      const all = alls[at]
      if (all?.data === undefined) return { state: 'loading' }
      const compared = passed === null ? all.data.previous : befores[at]?.data
      const readings = readFigure(figure, measure, all.data, compared, axis, all.dataUpdatedAt)
      return { state: 'ready', measure, readings, meta: all.data.meta, leftOut: group.leftOut }
    }
    return new Map(figures.map((figure) => [figure.metric, stateOf(figure)]))
  }, [figures, catalogue.data, measures, groups, passed, axis, updates])

  const queries = [catalogue, ...alls, ...befores]
  return {
    axis,
    of: (metric) => states.get(metric) ?? { state: 'unknown' },
    unapplied: (metric) => {
      const measure = measures.get(metric)
      return measure === undefined ? [] : uncuttableBy(measure, view.filters)
    },
    error: queries.find(({ error }) => error !== null)?.error ?? null,
    retry: () => void Promise.all(queries.filter(({ isError }) => isError).map((it) => it.refetch())),
    fetching: queries.some(({ isFetching }) => isFetching),
    stale: alls.some(({ isPlaceholderData }) => isPlaceholderData),
    meta: alls.find(({ data }) => data !== undefined)?.data?.meta,
    empty:
      alls.length > 0 &&
      alls.every(({ data, isPlaceholderData }) => data !== undefined && !isPlaceholderData && hasNothing(data)),
  }
}
