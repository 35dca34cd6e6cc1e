import { useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import { useSession } from '../shell/session.ts'
import { useMinute } from '../time/clock.ts'
import { type Bounds, type Comparison, comparedPeriod, passedOf } from './comparison.ts'
import type { DimensionFilters } from './dimensions.ts'
import { type Granularity, resolveGranularity } from './granularity.ts'
import { type Range, type RangeChoice, resolveRange } from './range.ts'
import { dimensionFilters, type FilterSearch, parseFilters, rangeChoice } from './search.ts'

/** The filters with every default filled in: what a page asks for. */
export interface View {
  readonly choice: RangeChoice
  readonly range: Range
  readonly granularity: Granularity
  readonly timezone: string
  readonly filters: DimensionFilters
  readonly comparison: Comparison
  /** The whole period that the range is compared with; null: none. */
  readonly compared: Bounds | null
  /** As much of it as compares with what has passed of an open range; null: all of it. */
  readonly passed: Bounds | null
}

export function resolveView(search: FilterSearch, sessionZone: string, nowMs: number): View {
  const timezone = search.timezone ?? sessionZone
  const choice = rangeChoice(search)
  const range = resolveRange(choice, nowMs, timezone)
  const comparison = search.compare ?? 'previous_period'
  const compared = comparedPeriod(range, comparison)
  return {
    choice,
    range,
    granularity: resolveGranularity(search.granularity, range.days),
    timezone,
    filters: dimensionFilters(search),
    comparison,
    compared,
    passed: compared && passedOf(compared, range, nowMs, timezone),
  }
}

/** The view that the address describes, moving on when the zone's day ends. */
export function useView(): View {
  const search = useSearch({ strict: false })
  const { timezone } = useSession()
  const nowMs = useMinute()
  return useMemo(() => resolveView(parseFilters(search), timezone, nowMs), [search, timezone, nowMs])
}
