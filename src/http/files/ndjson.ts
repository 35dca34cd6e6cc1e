import type { Sheet } from './sheet.ts'

/** A table as one JSON object a line. */
export const ndjsonOf = ({ columns, rows }: Sheet): string =>
  rows
    .map(
      (row) => `${JSON.stringify(Object.fromEntries(columns.map(({ name }, index) => [name, row[index] ?? null])))}\n`,
    )
    .join('')
