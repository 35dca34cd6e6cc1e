import type { QueryRow } from '../../api/query.ts'
import { numberIn, textIn } from '../../panels/kinds/row-values.ts'

/** Measures of one country by their ids. */
export interface CountryFigures {
  readonly country: string
  readonly values: Readonly<Record<string, number | null>>
}

/** Rows of several answers by country, side by side; rows that name no country are left out. */
export function countryFigures(
  answers: readonly { readonly rows: readonly QueryRow[]; readonly metrics: readonly string[] }[],
): CountryFigures[] {
  const found = new Map<string, Record<string, number | null>>()
  for (const { rows, metrics } of answers) {
    for (const row of rows) {
      const country = textIn(row, 'country')
      if (country === '') continue
      const values = found.get(country) ?? {}
      for (const metric of metrics) values[metric] = numberIn(row, metric)
      found.set(country, values)
    }
  }
  return [...found].map(([country, values]) => ({ country, values }))
}
