import type { QueryRow } from '../../api/query.ts'
import { numberIn, textIn } from './row-values.ts'

/**
 * Counts by position in rising order, those behind the first `most` together as "11+". What carries no position is left
 * out.
 */
export function positionCounts(
  rows: readonly QueryRow[],
  dimension: string,
  metric: string,
  most: number,
): { title: string; count: number }[] {
  const known = rows.flatMap((row) => {
    const position = textIn(row, dimension)
    return /^\d+$/.test(position) ? [{ position: Number(position), count: numberIn(row, metric) ?? 0 }] : []
  })
  known.sort((a, b) => a.position - b.position)
  const own = known.slice(0, most)
  const further = known.slice(most)
  const title = further[0] === undefined ? '' : `${further[0].position}+`
  const count = further.reduce((sum, it) => sum + it.count, 0)
  return [
    ...own.map((it) => ({ title: String(it.position), count: it.count })),
    ...(further.length > 0 ? [{ title, count }] : []),
  ]
}
