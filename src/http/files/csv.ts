import { stringify } from 'csv-stringify/sync'
import type { Sheet } from './sheet.ts'

/**
 * A table as CSV (RFC 4180): a header, CRLF, an empty cell for null. A text by which a spreadsheet would begin a formula gets
 * an apostrophe before it (OWASP, CSV Injection): anybody may send us an event whose campaign is a formula.
 */
export const csvOf = ({ columns, rows }: Sheet): string =>
  stringify(
    rows.map((row) => [...row]),
    {
      header: true,
      columns: columns.map(({ name }) => name),
      record_delimiter: 'windows',
      cast: { string: harmless },
    },
  )

/** Full-width signs are taken for the plain ones by some spreadsheets. */
const harmless = (text: string) => (/^[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text)
