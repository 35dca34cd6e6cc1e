import type { MetricQuestion } from './question.ts'

/** SQL of the bucket of a moment, as answers name it: an hour as RFC 3339, else the date on which it begins, else null. */
export function bucketSql(granularity: MetricQuestion['granularity'], moment: string, zone: string): string {
  if (granularity === 'total') return 'NULL::text'
  if (granularity === 'hour') {
    return `to_char(date_trunc('hour', ${moment}, ${zone}) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`
  }
  return `to_char(date_trunc('${granularity}', ${moment} AT TIME ZONE ${zone}), 'YYYY-MM-DD')`
}

/**
 * SQL of an array of the dimensions' values, '' for none, and of the conditions of the filters.
 * @param columns dimension → column
 * @param bind makes a value a parameter
 */
export function cutSql(
  { dimensions, filters }: Pick<MetricQuestion, 'dimensions' | 'filters'>,
  columns: Readonly<Record<string, string>>,
  bind: (value: unknown) => string,
): { keys: string; where: string } {
  const textOf = (dimension: string) => {
    const column = columns[dimension]
    if (column === undefined) throw new Error(`no such dimension is recorded: ${dimension}`)
    return `coalesce(${column}, '')`
  }
  return {
    keys: `ARRAY[${dimensions.map(textOf).join(', ')}]::text[]`,
    where: filters.map(({ dimension, values }) => ` AND ${textOf(dimension)} = ANY (${bind(values)}::text[])`).join(''),
  }
}

/** Gathers parameters; each is named by its number. */
export function openParameters(...values: unknown[]) {
  return { values, bind: (value: unknown) => `$${values.push(value)}` }
}
