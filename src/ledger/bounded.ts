import { bytesOfEvent, selection } from './row.ts'

/** A row of a bounded statement. */
export interface BoundedRow {
  /** Whether the bound left rows out behind this one, which is then the last. */
  more?: boolean
}

/**
 * A statement for events, in the order of `occurred_at` and id, as one that ends where its rows have `most` bytes of JSON
 * together: the row that crosses the bound is the last one, so that there is always one. Sizes are looked at behind the
 * statement's own LIMIT.
 * @param statement has the columns of `selection`, and those that `others` names
 */
export function boundedInBytes(
  statement: string,
  { most, order, others = [] }: { most: number; order: 'ASC' | 'DESC'; others?: readonly string[] },
): string {
  const inOrder = `ORDER BY occurred_at ${order}, id ${order}`
  return `SELECT ${[selection, ...others].join(', ')}, bytes_with < all_bytes AND bytes_with >= ${most} AS more
   FROM (SELECT *, sum(bytes) OVER () AS all_bytes, sum(bytes) OVER (${inOrder}) AS bytes_with
     FROM (SELECT *, ${bytesOfEvent} AS bytes FROM (${statement}) AS page) AS sized
   ) AS events
   WHERE bytes_with - bytes < ${most} ${inOrder}`
}

/** Takes the mark off rows that were read for this. @returns whether the bound left others out */
export function takeMore(rows: readonly BoundedRow[]): boolean {
  const more = rows.at(-1)?.more === true
  for (const row of rows) delete row.more
  return more
}
