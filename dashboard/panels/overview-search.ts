import { allFigures } from './overview.ts'

export interface OverviewSearch {
  /** Which figure the large chart shows. */
  metric?: string
}

/** Reads the overview's own words out of an address; the first figure is the default and needs none. */
export function parseOverviewSearch(search: Readonly<Record<string, unknown>>): OverviewSearch {
  const known = allFigures.slice(1).some(({ metric }) => metric === search.metric)
  return known ? { metric: search.metric as string } : {}
}
