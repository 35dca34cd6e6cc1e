/** What a page's address says beside the filters. */
export interface PageSearch {
  /** Which figure the large chart shows. */
  metric?: string
  /** Which panel fills the screen. */
  panel?: string
}

const isName = (word: unknown): word is string => typeof word === 'string' && /^[a-z][a-z0-9_]{0,60}$/.test(word)

/** Reads a page's own words out of an address that anyone may have typed. */
export const parsePageSearch = ({ metric, panel }: Readonly<Record<string, unknown>>): PageSearch => ({
  ...(isName(metric) ? { metric } : {}),
  ...(isName(panel) ? { panel } : {}),
})
