import { addDays, daysBetween, isCalendarDate } from '../../src/platform/calendar.ts'
import { type DimensionFilters, dimensionIds, type FilterDimension, isFilterDimension } from '../api/dimension-names.ts'
import { type Granularity, isGranularity } from '../time/granularity.ts'
import { isLocalTime, isTimeZone } from '../time/zone.ts'
import { type Comparison, isComparison } from './comparison.ts'
import { defaultPreset, isPreset, type Preset, type RangeChoice } from './range.ts'

/** The filters as written in the address. Whatever is absent has its default. */
export interface FilterSearch extends DimensionFilters {
  range?: Preset
  /** A date, or a local time (`2026-10-31T08:30`) where `to` is one too. */
  from?: string
  /** Not included, as in the API. */
  to?: string
  compare?: Exclude<Comparison, 'previous_period'>
  granularity?: Granularity
  timezone?: string
}

/** Ten years; the API refuses more, and a typing mistake in a year should not ask for a million buckets. */
const maxDays = 3660

const maxValues = 50

const wordsOf = (value: unknown): string[] =>
  [...new Set((Array.isArray(value) ? value : [value]).filter((it) => typeof it === 'string'))].slice(0, maxValues)

function spanOf(from: unknown, to: unknown): Pick<FilterSearch, 'from' | 'to'> | undefined {
  if (typeof from !== 'string') return undefined
  if (isLocalTime(from)) return timedSpanOf(from, to)
  if (!isCalendarDate(from)) return undefined
  const end = typeof to === 'string' && isCalendarDate(to) ? to : addDays(from, 1)
  const days = daysBetween(from, end)
  return days >= 1 && days <= maxDays ? { from, to: end } : undefined
}

function timedSpanOf(from: string, to: unknown): Pick<FilterSearch, 'from' | 'to'> | undefined {
  if (typeof to !== 'string' || !isLocalTime(to) || to <= from) return undefined
  return daysBetween(from.slice(0, 10), to.slice(0, 10)) <= maxDays ? { from, to } : undefined
}

/**
 * Reads the filters from an address, which is untrusted input: invalid parts are left out, so that every
 * address shows a page. Two dates win over a preset.
 */
export function parseFilters(search: Readonly<Record<string, unknown>>): FilterSearch {
  const filters: FilterSearch = {}
  const span = spanOf(search.from, search.to)
  if (span) Object.assign(filters, span)
  else if (isPreset(search.range) && search.range !== defaultPreset) filters.range = search.range
  if (isGranularity(search.granularity)) filters.granularity = search.granularity
  if (isComparison(search.compare) && search.compare !== 'previous_period') filters.compare = search.compare
  if (typeof search.timezone === 'string' && isTimeZone(search.timezone)) filters.timezone = search.timezone
  for (const id of dimensionIds) {
    const values = wordsOf(search[id])
    if (values.length > 0) filters[id] = values
  }
  return filters
}

/**
 * Filters that a page leaves out where a panel cannot apply them, so that it shows its number without them. They hold for
 * the page on which they were chosen: links to others do not carry them.
 */
export const parseWithout = (search: Readonly<Record<string, unknown>>): FilterDimension[] =>
  wordsOf(search.without).filter(isFilterDimension)

export const rangeChoice = ({ range, from, to }: FilterSearch): RangeChoice =>
  from !== undefined && to !== undefined ? { from, to } : { preset: range ?? defaultPreset }

/** Only the dimensions, as the query's `filters`. */
export const dimensionFilters = (search: FilterSearch): DimensionFilters =>
  Object.fromEntries(dimensionIds.flatMap((id) => (search[id] ? [[id, search[id]]] : [])))

/** How many filters narrow the page, the range and time zone aside. */
export const countFilters = (search: FilterSearch): number => Object.keys(dimensionFilters(search)).length
