import type { FilterDimension } from '../api/dimension-names.ts'
import { parseWithout } from '../filters/search.ts'

/** What a page's address says beside the filters. */
export interface PageSearch {
  /** Which figure the large chart shows. */
  metric?: string
  /** Which panel fills the screen. */
  panel?: string
  /** Filters that panels which cannot apply them leave out. */
  without?: readonly FilterDimension[]
  /** `range`: lots are shown in the range of the page, and not over their whole life. */
  span?: 'range'
  /** `wall`: without navigation and as wide as the screen, to be read from across a room. */
  display?: 'wall'
}

const isName = (word: unknown): word is string => typeof word === 'string' && /^[a-z][a-z0-9_]{0,60}$/.test(word)

/** Reads a page's own parameters from an address, which is untrusted input. */
export function parsePageSearch(search: Readonly<Record<string, unknown>>): PageSearch {
  const { metric, panel } = search
  const without = parseWithout(search)
  return {
    ...(isName(metric) ? { metric } : {}),
    ...(isName(panel) ? { panel } : {}),
    ...(without.length > 0 ? { without } : {}),
    ...(search.span === 'range' ? { span: 'range' as const } : {}),
    ...(search.display === 'wall' ? { display: 'wall' as const } : {}),
  }
}
