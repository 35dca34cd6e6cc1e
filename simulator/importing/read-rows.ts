import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import type { Readable, Transform } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { CsvError, parse } from 'csv-parse'
import { columnsRead } from './mapping.ts'
import type { Mapping } from './mapping-schema.ts'
import { type BadRow, Problem, type Row } from './row.ts'
import { ImportStopped } from './stopped.ts'

const longestRow = 16 * 1024 * 1024

export interface Source {
  readonly rows: AsyncIterable<Row | BadRow>
  /** How far into the file, compressed as it may be, the rows have been read. */
  bytesRead(): number
}

/** Opens a CSV or JSON lines file, compressed by gzip or not, as a stream of rows. */
export async function openSource(path: string, mapping: Mapping): Promise<Source> {
  const gzip = await isGzip(path)
  const file = createReadStream(path)
  const bytes = gzip ? forward(file, createGunzip()) : file
  const records = mapping.format === 'csv' ? csvRows(bytes, mapping) : jsonRows(bytes)
  const rows = mapping.unnest === undefined ? records : unnest(records, mapping.unnest)
  return { rows: closing(rows, path, file, bytes), bytesRead: () => file.bytesRead }
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

async function* csvRows(bytes: Readable, mapping: Mapping): AsyncGenerator<Row | BadRow> {
  const options = { bom: true, relax_column_count: true, relax_quotes: true, skip_empty_lines: true }
  const records: AsyncIterable<string[]> = forward(bytes, parse({ ...options, max_record_size: longestRow }))
  let header: string[] | undefined
  let number = 0
  for await (const record of records) {
    if (header === undefined) {
      header = record.map((name) => name.trim())
      checkHeader(header, mapping)
      continue
    }
    number += 1
    if (record.length === header.length) {
      yield { number, values: Object.fromEntries(header.map((name, index) => [name, record[index]])) }
    } else {
      const message = `the row has ${record.length} columns and the header ${header.length}`
      yield { number, problem: new Problem('malformed_row', message), source: record }
    }
  }
  if (header === undefined) throw new ImportStopped('The file is empty: there is not even a header.')
}

function checkHeader(header: readonly string[], mapping: Mapping) {
  const twice = header.find((name, index) => header.indexOf(name) !== index)
  if (twice !== undefined) throw new ImportStopped(`The header names the column ${twice} twice.`)
  const absent = [...columnsRead(mapping)].filter((name) => !header.includes(name))
  if (absent.length === 0) return
  throw new ImportStopped(
    `The mapping ${mapping.name} reads ${absent.join(', ')}, and the file has only ${header.join(', ')}.`,
  )
}

async function* jsonRows(bytes: Readable): AsyncGenerator<Row | BadRow> {
  let number = 0
  for await (const line of linesOf(bytes)) {
    number += 1
    if (line.trim() !== '') yield jsonRow(number, line)
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function jsonRow(number: number, line: string): Row | BadRow {
  try {
    const values: unknown = JSON.parse(line)
    if (isObject(values)) return { number, values }
    return { number, problem: new Problem('malformed_row', 'the line is no JSON object'), source: line }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return { number, problem: new Problem('malformed_row', error.message), source: line }
  }
}

/** Lines by line feeds alone: `readline` would also cut at U+2028, which JSON allows inside a string. */
async function* linesOf(bytes: Readable): AsyncGenerator<string> {
  let rest = ''
  for await (const chunk of bytes.setEncoding('utf8')) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() as string
    if (rest.length > longestRow) throw new ImportStopped(`A line is longer than ${longestRow} characters.`)
    yield* lines
  }
  if (rest !== '') yield rest
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
    for (const [index, member] of members.entries()) {
      yield { number: row.number, index, values: { ...shared, ...member } }
    }
  }
}
