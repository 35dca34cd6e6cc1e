import type { QueryRow } from '../../api/query.ts'

/** The value of a dimension in a row; empty for events that carry none. */
export const textIn = (row: QueryRow, dimension: string) => String(row[dimension] ?? '')

/** The value of a measure in a row; null where it is unknown. */
export function numberIn(row: QueryRow | undefined, metric: string): number | null {
  const value = row?.[metric]
  return typeof value === 'number' ? value : null
}
