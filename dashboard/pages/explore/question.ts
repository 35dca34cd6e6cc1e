import type { Measure } from '../../api/catalogue.ts'

/** What the reader puts together on the page, as the address holds it. */
export interface Exploration {
  readonly metrics: readonly string[]
  /** Dimensions to cut by. */
  readonly by: readonly string[]
  readonly over: 'time' | 'total'
}

/** More lines than this are not distinguishable; more columns do not fit. */
export const mostMetrics = 6
export const mostDimensions = 3

const words = (value: unknown): string[] => [
  ...new Set(
    (Array.isArray(value) ? value : [value]).filter((it) => typeof it === 'string' && /^[a-z_0-9]+$/.test(it)),
  ),
]

/** Reads an exploration from an address, which is untrusted input. */
export function parseExploration(search: Readonly<Record<string, unknown>>): Partial<Exploration> {
  const metrics = words(search.metrics).slice(0, mostMetrics)
  const by = words(search.by).slice(0, mostDimensions)
  return {
    ...(metrics.length > 0 ? { metrics } : {}),
    ...(by.length > 0 ? { by } : {}),
    ...(search.over === 'total' ? { over: 'total' as const } : {}),
  }
}

/** Each dimension of a question that is left out, with the titles of the measures that cannot be cut by it. */
export const leftOutOf = (measures: readonly Measure[], by: readonly string[]) =>
  by.flatMap((dimension) => {
    const cannot = measures.filter(({ dimensions }) => !dimensions.includes(dimension)).map(({ title }) => title)
    return cannot.length === 0 ? [] : [{ dimension, measures: cannot }]
  })

/** The dimensions that every one of the measures can be cut by, in the order of the first. */
export const commonDimensions = (measures: readonly Measure[]): string[] =>
  measures[0]?.dimensions.filter((it) => measures.every(({ dimensions }) => dimensions.includes(it))) ?? []
