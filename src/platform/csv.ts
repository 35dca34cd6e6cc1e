/** A cell of a CSV file; `number` also holds digits of a number that a double would round. */
export type CsvCell = string | number | boolean | null | undefined

export interface CsvColumn {
  readonly name: string
  /** A text in a column of numbers is a number in full digits, or is written as a text. */
  readonly holds: 'text' | 'number'
}

/** The signs at which a spreadsheet begins a formula, with the full-width and small forms that some take for them. */
const signs = '=+\\-@＝＋－＠﹦﹢﹣﹫−'
/** Spreadsheets drop white space and characters without a shape before they look for a sign. */
const blanks = '[\\s\\p{Cc}\\p{Cf}]'
/**
 * Where a cell may begin: at the start, and behind whatever a spreadsheet of another locale takes for a separator. `;`
 * cuts a line in Spain even where the text is quoted, since the quote does not stand at the start of the cell there.
 */
const formula = new RegExp(`(^|[,;|\\t\\r\\n"])(?=${blanks}*[${signs}])|^(?=[\\t\\r\\n])`, 'gu')

/** A text that no spreadsheet takes for a formula, whatever it cuts cells at (OWASP, CSV Injection). */
export const withoutFormulas = (text: string): string => text.replaceAll(formula, "$1'")

const isNumber = (text: string) => /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text)
const isName = (text: string) => /^\w+$/.test(text)
const quoted = (text: string) => `"${withoutFormulas(text).replaceAll('"', '""')}"`

function written(cell: CsvCell, holds: CsvColumn['holds']): string {
  if (cell === null || cell === undefined) return ''
  if (typeof cell !== 'string') return String(cell)
  return holds === 'number' && isNumber(cell) ? cell : quoted(cell)
}

/**
 * A table as CSV (RFC 4180): a header, CRLF, an empty cell for null. Every text is quoted and none begins a formula: a
 * client may send an event whose campaign is one. The export of the service and the downloads of the dashboard are both
 * written here.
 */
export function writeCsv(columns: readonly CsvColumn[], rows: readonly (readonly CsvCell[])[]): string {
  const head = columns.map(({ name }) => (isName(name) ? name : quoted(name)))
  const lines = rows.map((row) => columns.map(({ holds }, index) => written(row[index], holds)))
  return [head, ...lines].map((cells) => `${cells.join(',')}\r\n`).join('')
}
