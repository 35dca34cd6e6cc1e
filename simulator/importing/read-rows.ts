import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { Readable, type Transform } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { CsvError, parse } from 'csv-parse'
import { decode } from './decode.ts'
import { columnsRead } from './mapping.ts'
import type { Mapping } from './mapping-schema.ts'
import { nearest } from './nearest.ts'
import { isObject, jsonDocument, jsonRows } from './read-json.ts'
import { type BadRow, Problem, type Row } from './row.ts'
import { ImportStopped } from './stopped.ts'
import { fixedWidth, linesOf, longestRow, skipLines } from './text-lines.ts'

export interface Source {
  readonly rows: AsyncIterable<Row | BadRow>
  /** How far into the file, compressed as it may be, the rows have been read. */
  bytesRead(): number
}

/** Opens a file, compressed by gzip or not, as a stream of rows in the format of the mapping. */
export async function openSource(path: string, mapping: Mapping): Promise<Source> {
  const gzip = await isGzip(path)
  const file = createReadStream(path)
  const bytes = gzip ? forward(file, createGunzip()) : file
  const text = skipLines(decode(bytes, mapping.encoding), mapping)
  const records = carried(recordsOf(text, mapping), mapping.carry)
  const rows = mapping.unnest === undefined ? records : unnest(records, mapping.unnest)
  return { rows: closing(rows, path, file, bytes), bytesRead: () => file.bytesRead }
}

/** Fills blank cells with what stood last in their column. */
async function* carried(rows: AsyncIterable<Row | BadRow>, columns: readonly string[] = []) {
  const last: Record<string, unknown> = {}
  for await (const row of rows) {
    if (columns.length === 0 || 'problem' in row) {
      yield row
      continue
    }
    const values = { ...row.values }
    for (const column of columns) {
      if (values[column] === undefined || values[column] === null || values[column] === '') {
        if (last[column] !== undefined) values[column] = last[column]
      } else last[column] = values[column]
    }
    yield { ...row, values }
  }
}

function recordsOf(text: AsyncIterable<string>, mapping: Mapping): AsyncGenerator<Row | BadRow> {
  if (mapping.format === 'jsonl') return jsonRows(linesOf(text))
  if (mapping.format === 'json') return jsonDocument(text, mapping.path)
  if (mapping.format === 'fixed') return fixedWidth(linesOf(text), mapping.columns ?? [])
  return csvRows(text, mapping)
}

async function isGzip(path: string): Promise<boolean> {
  await using file = await open(path)
  const { buffer } = await file.read(Buffer.alloc(2), 0, 2, 0)
  return buffer[0] === 0x1f && buffer[1] === 0x8b
}

/** Pipes, and hands on what goes wrong, which `pipe` alone does not. */
function forward<T extends Transform>(from: Readable, to: T): T {
  from.on('error', (error) => to.destroy(error))
  return from.pipe(to)
}

async function* closing(rows: AsyncIterable<Row | BadRow>, path: string, ...streams: Readable[]) {
  try {
    yield* rows
  } catch (error) {
    if (!(error instanceof CsvError) && !String((error as NodeJS.ErrnoException).code).startsWith('Z_')) throw error
    throw new ImportStopped(`${path} cannot be read to its end: ${(error as Error).message}`, { cause: error })
  } finally {
    for (const stream of streams) stream.destroy()
  }
}

const delimiters = { auto: [',', ';', '\t', '|'] }

async function* csvRows(text: AsyncIterable<string>, mapping: Mapping): AsyncGenerator<Row | BadRow> {
  const [first, whole] = await firstLine(text)
  const delimiter = mapping.delimiter === 'auto' ? mostOften(first) : (mapping.delimiter ?? ',')
  const options = { delimiter, relax_column_count: true, relax_quotes: true, skip_empty_lines: true }
  let lastLine = 0
  const onRecord = (record: string[], { lines }: { lines: number }) => {
    lastLine = lines
    return record
  }
  const parser = parse({ ...options, max_record_size: longestRow, on_record: onRecord })
  const records: AsyncIterable<string[]> = forward(Readable.from(whole), parser)
  let header = mapping.header === false ? namesOf(mapping) : undefined
  let places = header?.map((name, index): [string, number] => [name, index])
  let number = 0
  try {
    for await (const record of records) {
      if (header === undefined || places === undefined) {
        header = record.map((name) => name.trim())
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
    throw new ImportStopped(
      `The file cannot be read to its end: the record that begins in line ${lastLine + 1 + (mapping.skip_lines ?? 0)} ` +
        `opens a quote that is not closed. Close it there, and start again. (${error.message})`,
      { cause: error },
    )
  }
  if (header === undefined) throw new ImportStopped('The file is empty: there is not even a header.')
}

const quoteErrors = new Set(['CSV_QUOTE_NOT_CLOSED', 'CSV_MAX_RECORD_SIZE'])

const namesOf = ({ columns }: Mapping) =>
  (columns ?? []).map((column) => (typeof column === 'string' ? column : column.name))

/** The first line, and the whole text with it. */
async function firstLine(text: AsyncIterable<string>): Promise<[string, AsyncGenerator<string>]> {
  const chunks = text[Symbol.asyncIterator]()
  let head = ''
  while (!head.includes('\n') && head.length < longestRow) {
    const next = await chunks.next()
    if (next.done) break
    head += next.value
  }
  async function* whole() {
    yield head
    yield* { [Symbol.asyncIterator]: () => chunks }
  }
  return [head.split('\n', 1)[0] as string, whole()]
}

function mostOften(line: string): string {
  const counts = delimiters.auto.map((mark): [string, number] => [mark, line.split(mark).length])
  return counts.reduce((best, other) => (other[1] > best[1] ? other : best))[0]
}

/** Where each column stands. Two of one name are refused only where the mapping reads that name. */
function checkHeader(header: readonly string[], mapping: Mapping): [string, number][] {
  const read = columnsRead(mapping)
  const places = new Map<string, number>()
  for (const [index, name] of header.entries()) {
    if (!places.has(name)) places.set(name, index)
    else if (read.has(name)) throw new ImportStopped(`The header names the column ${name} twice.`)
  }
  const absent = [...read].filter((name) => !places.has(name))
  if (absent.length === 0) return [...places]
  const near = absent.flatMap((name) => nearest(name, header).map((other) => `${name} may be ${other}`))
  throw new ImportStopped(
    `The mapping ${mapping.name} reads ${absent.join(', ')}, and the file has only ${header.join(', ')}.` +
      (near.length > 0 ? ` Perhaps ${near.join(', ')}.` : ''),
  )
}

/** Makes a row of each member of a list, with the other values of the row that held it. */
async function* unnest(rows: AsyncIterable<Row | BadRow>, list: string): AsyncGenerator<Row | BadRow> {
  for await (const row of rows) {
    if ('problem' in row) {
      yield row
      continue
    }
    const { [list]: members, ...shared } = row.values
    if (!Array.isArray(members) || !members.every(isObject)) {
      const problem = new Problem('malformed_row', `${list} is no list of objects`)
      yield { number: row.number, problem, source: row.values }
      continue
    }
    if (members.length === 0) {
      const problem = new Problem('empty_list', `the list ${list} is empty`)
      yield { number: row.number, problem, source: row.values }
    }
    for (const [index, member] of members.entries()) {
      yield { number: row.number, index, values: { ...shared, ...member }, outer: shared, member, list }
    }
  }
}
