import { useQueries, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Answer, AnswerMeta } from '../api/ask.ts'
import { type Catalogue, catalogueQuery, type EventKind } from '../api/catalogue.ts'
import { type FilterDimension, isFilterDimension } from '../api/dimension-names.ts'
import { panelQuery } from '../api/panel.ts'
import { useChangeFilters } from '../filters/change-filters.ts'
import { useSayUnapplied } from '../filters/unapplied.tsx'
import { leavesOut, type View, withoutFilters } from '../filters/view.ts'
import { may } from '../session/may.ts'
import { useSession } from '../session/session.ts'
import type { Panel, Shown } from './panel.ts'

export type PanelState =
  | { readonly state: 'loading' }
  /** The service that answers does not count this. */
  | { readonly state: 'unknown'; readonly metrics: readonly string[] }
  | { readonly state: 'uncuttable'; readonly by: readonly FilterDimension[] }
  /** The session may not ask for it. */
  | { readonly state: 'forbidden'; readonly scope: string }
  | { readonly state: 'failed'; readonly error: Error; readonly retry: () => void; readonly retrying: boolean }
  | {
      readonly state: 'ready'
      readonly shown: Shown
      readonly meta: AnswerMeta
      readonly stale: boolean
      /** Filters that were left out, since it cannot be cut by them. */
      readonly leftOut: readonly FilterDimension[]
    }

/** The active filters that a panel's numbers cannot be cut by: then none would be the one asked for. */
export function uncuttable({ cutBy, metrics }: Panel, view: View, { measures, events }: Catalogue): FilterDimension[] {
  const own = measures.filter(({ id }) => metrics.includes(id))
  const isByMeasures = (dimension: FilterDimension) => own.every(({ dimensions }) => dimensions.includes(dimension))
  function isBy(dimension: FilterDimension): boolean {
    if (cutBy === 'measures') return true
    if (!('events' in cutBy)) return cutBy.includes(dimension)
    const told = events.filter(({ type }) => cutBy.events.includes(type))
    const carries = ({ dimensions }: EventKind) => dimensions.includes(dimension)
    return cutBy.and?.includes(dimension) === true || (told.length === 0 ? events.some(carries) : told.every(carries))
  }
  return (Object.keys(view.filters) as FilterDimension[]).filter((it) => !isBy(it) || !isByMeasures(it))
}

/**
 * What a panel shows in a view.
 * @param near whether it is on the screen or nearly: only then it asks
 */
export function usePanel(panel: Panel, page: View, near: boolean, large: boolean): PanelState {
  const catalogue = useQuery(catalogueQuery)
  const measures = useMemo(() => new Map(catalogue.data?.measures.map((it) => [it.id, it])), [catalogue.data])
  const change = useChangeFilters()
  const session = useSession()
  const unknown = panel.metrics.filter((id) => !measures.has(id))
  const unapplied = catalogue.data === undefined ? [] : uncuttable(panel, page, catalogue.data)
  useSayUnapplied(`panel ${panel.id}`, unapplied)
  const isLeftOut = leavesOut(page, unapplied)
  const by = isLeftOut ? [] : unapplied
  const leftOut = isLeftOut ? unapplied : []
  const leftOutKey = leftOut.join()
  // biome-ignore lint/correctness/useExhaustiveDependencies: the list is new by every render, its key says the same
  const view = useMemo(() => withoutFilters(page, leftOut), [page, leftOutKey])
  const forbidden = panel.scope !== undefined && !may(session, panel.scope)
  const enabled = near && !forbidden && catalogue.data !== undefined && unknown.length === 0 && by.length === 0
  const asks = useMemo(() => panel.ask(view), [panel, view])
  const results = useQueries({ queries: asks.map((ask) => panelQuery(ask, view.range.open, enabled)) })

  const answers = results.flatMap(({ data }) => data ?? [])
  const complete = answers.length === asks.length
  // New data changes one of these; without a change the drawing stays.
  const updates = results.map((it) => `${it.dataUpdatedAt}${it.isPlaceholderData}`).join()
  // biome-ignore lint/correctness/useExhaustiveDependencies: the list is new by every render, what is in it is not
  const shown = useMemo(() => {
    if (!complete) return undefined
    const pick = (dimension: string) =>
      isFilterDimension(dimension) ? (value: string) => change({ [dimension]: [value] }) : undefined
    const nowMs = results[0]?.dataUpdatedAt ?? 0
    return panel.show(answers as [Answer, ...Answer[]], { view, measures, pick, large, nowMs })
  }, [complete, panel, view, measures, change, large, updates])

  const error = catalogue.error ?? results.find(({ error: it }) => it !== null)?.error ?? null
  if (catalogue.data !== undefined && unknown.length > 0) return { state: 'unknown', metrics: unknown }
  if (forbidden) return { state: 'forbidden', scope: panel.scope ?? 'admin in the tenant that runs the service' }
  if (by.length > 0) return { state: 'uncuttable', by }
  if (error !== null && shown === undefined) {
    const retry = () => void Promise.all([catalogue, ...results].filter((it) => it.isError).map((it) => it.refetch()))
    return { state: 'failed', error, retry, retrying: [catalogue, ...results].some((it) => it.isFetching) }
  }
  const [first] = answers
  if (shown === undefined || first === undefined) return { state: 'loading' }
  const suppressed = answers.reduce((sum, { meta }) => sum + (meta.suppressed ?? 0), 0)
  const meta = suppressed > 0 ? { ...first.meta, suppressed } : first.meta
  return { state: 'ready', shown, meta, stale: results.some((it) => it.isPlaceholderData), leftOut }
}
