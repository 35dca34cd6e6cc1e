import { Readable } from 'node:stream'
import { CsvError, type Options, parse } from 'csv-parse'
import { parse as parseWhole } from 'csv-parse/sync'
import { forward } from './forward.ts'
import { columnsRead } from './mapping.ts'
import type { Mapping } from './mapping-schema.ts'
import { nearest } from './nearest.ts'
import { type BadRow, Problem, type Row } from './row.ts'
import { ImportStopped } from './stopped.ts'
import { lineEndOf, longestRow, type Skipped } from './text-lines.ts'

interface Record {
  readonly raw: string
  readonly record: string[]
  readonly line: number
}

/** Reads delimited text as rows by its header, or by the columns that the mapping names. */
export async function* csvRows(
  text: AsyncIterable<string>,
  mapping: Mapping,
  skipped: Skipped,
): AsyncGenerator<Row | BadRow> {
  const { first, rest, declared } = await firstLine(text)
  if (declared !== undefined) skipped.lines += 1
  const named = mapping.delimiter === 'auto' ? undefined : mapping.delimiter
  const delimiter = named ?? declared ?? (mapping.delimiter === 'auto' ? mostOften(first) : ',')
  let lastLine = 0
  const options = { delimiter, record_delimiter: lineEndsOf(first), relax_column_count: true, skip_empty_lines: true }
  const on_record = (found: unknown, { lines }: { lines: number }): Record => {
    const line = lastLine + 1
    lastLine = lines
    return { ...(found as Omit<Record, 'line'>), line }
  }
  const parser = parse({
    ...options,
    relax_quotes: true,
    raw: true,
    max_record_size: longestRow,
    on_record,
  } as unknown as Options)
  const records = forward(Readable.from(rest), parser) as AsyncIterable<Record>
  let header = mapping.header === false ? namesOf(mapping) : undefined
  let places = header?.map((name, index): [string, number] => [name, index])
  let number = 0
  try {
    for await (const { raw, record, line } of records) {
      if (hidesLines(record, raw, options)) throw unclosed(line + skipped.lines)
      if (header === undefined || places === undefined) {
        header = canonical(
          record.map((name) => name.trim()),
          mapping,
        )
        places = checkHeader(header, mapping)
        continue
      }
      number += 1
      const values = Object.fromEntries(places.map(([name, index]) => [name, record[index]]))
      if (record.length === header.length) yield { number, values }
      else {
        const message = `the row has ${record.length} columns and the header ${header.length}`
        yield { number, problem: new Problem('malformed_row', message), source: record, values }
      }
    }
  } catch (error) {
    if (!(error instanceof CsvError) || !quoteErrors.has(error.code)) throw error
    throw unclosed(lastLine + 1 + skipped.lines)
  }
  if (header === undefined) throw new ImportStopped('The file is empty: there is not even a header.')
}

const quoteErrors = new Set(['CSV_QUOTE_NOT_CLOSED', 'CSV_MAX_RECORD_SIZE'])

const unclosed = (line: number) =>
  new ImportStopped(
    `The file cannot be read to its end: the record that begins in line ${line} opens a quote that is not closed. ` +
      'Close it there, and start again.',
  )

/**
 * Whether a cell holds lines of its own because a quote was opened and the next one was another cell's. A quote in the
 * middle of a line (5" pipe) is text; one that swallows the rows below it is not.
 */
function hidesLines(record: readonly string[], raw: string, options: object): boolean {
  if (!record.some((cell) => cell.startsWith('"') && /[\r\n]/.test(cell))) return false
  try {
    parseWhole(raw, options)
    return false
  } catch (error) {
    if (error instanceof CsvError) return true
    throw error
  }
}

const namesOf = ({ columns }: Mapping) =>
  (columns ?? []).map((column) => (typeof column === 'string' ? column : column.name))

/** Files mix the line ends of Windows and Unix; a carriage return alone ends lines only where it ends the first. */
const lineEndsOf = (first: string) => (lineEndOf(first) === '\r' ? ['\r\n', '\n', '\r'] : ['\r\n', '\n'])

interface FirstLine {
  /** The header with its line end and the character after it. */
  readonly first: string
  /** All text from there on. */
  readonly rest: AsyncGenerator<string>
  /** The delimiter that Excel's line `sep=;` above the header names. */
  readonly declared?: string
}

async function firstLine(text: AsyncIterable<string>): Promise<FirstLine> {
  const chunks = text[Symbol.asyncIterator]()
  let head = ''
  const declaration = /^\uFEFF*sep=(.)(\r\n|\n|\r(?=.))/is
  const isWhole = () => lineEndOf(head) !== undefined && lineEndOf(head.replace(declaration, '')) !== undefined
  while (!isWhole() && head.length < longestRow) {
    const next = await chunks.next()
    if (next.done) break
    head += next.value
  }
  const [line = '', declared] = declaration.exec(head) ?? []
  const kept = head.slice(line.length).replace(/^\uFEFF+/, '')
  async function* rest() {
    yield kept
    yield* { [Symbol.asyncIterator]: () => chunks }
  }
  const first = /^[^\r\n]*[\r\n]{0,2}/.exec(kept)?.[0] ?? ''
  return { first: `${first}.`, rest: rest(), ...(declared === undefined ? {} : { declared }) }
}

const delimiters = [',', ';', '\t', '|']

/** The delimiter that stands most often in a line, quoted cells apart. */
function mostOften(line: string): string {
  const bare = line.replace(/"[^"]*"/g, '')
  const counts = delimiters.map((mark): [string, number] => [mark, bare.split(mark).length])
  return counts.reduce((best, other) => (other[1] > best[1] ? other : best))[0]
}

/** Gives columns that go by another name the one that the mapping reads. */
function canonical(header: readonly string[], { aliases = {} }: Mapping): string[] {
  const names = [...header]
  for (const [name, others] of Object.entries(aliases)) {
    const at = names.includes(name) ? -1 : names.findIndex((other) => others.includes(other))
    if (at >= 0) names[at] = name
  }
  return names
}

const mostNamesTold = 60

/** Where each column stands. Two of one name are refused only where the mapping reads that name. */
function checkHeader(header: readonly string[], mapping: Mapping): [string, number][] {
  const read = columnsRead(mapping)
  const places = new Map<string, number>()
  for (const [index, name] of header.entries()) {
    if (!places.has(name)) places.set(name, index)
    else if (read.has(name)) throw new ImportStopped(`The header names the column ${name} twice.`)
  }
  const absent = [...read].filter((name) => !places.has(name) && !mapping.optional?.includes(name))
  if (absent.length === 0) return [...places]
  const near = absent.flatMap((name) => nearest(name, header).map((other) => `${name} may be ${other}`))
  const more = header.length > mostNamesTold ? ` and ${header.length - mostNamesTold} more` : ''
  throw new ImportStopped(
    `The mapping ${mapping.name} reads ${absent.join(', ')}, and the file has only ` +
      `${header.slice(0, mostNamesTold).join(', ')}${more}.` +
      (near.length > 0 ? ` Perhaps ${near.join(', ')}.` : ''),
  )
}
