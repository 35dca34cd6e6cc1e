import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { CsvError } from 'csv-parse'
import { decode } from './decode.ts'
import { forward } from './forward.ts'
import type { Mapping } from './mapping-schema.ts'
import { csvRows } from './read-csv.ts'
import { jsonDocument, jsonRows } from './read-json.ts'
import { type BadRow, isBlank, type Row } from './row.ts'
import { ImportStopped } from './stopped.ts'
import { fixedWidth, linesOf, type Skipped, skipLines } from './text-lines.ts'
import { unnest } from './unnest.ts'

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
  const skipped: Skipped = { lines: 0 }
  const text = skipLines(decode(bytes, mapping.encoding), mapping, skipped)
  const records = carried(recordsOf(text, mapping, skipped), mapping.carry)
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
      if (isBlank(values[column])) {
        if (last[column] !== undefined) values[column] = last[column]
      } else last[column] = values[column]
    }
    yield { ...row, values }
  }
}

function recordsOf(text: AsyncIterable<string>, mapping: Mapping, skipped: Skipped): AsyncGenerator<Row | BadRow> {
  if (mapping.format === 'jsonl') return jsonRows(linesOf(text))
  if (mapping.format === 'json') return jsonDocument(text, mapping.path)
  if (mapping.format === 'fixed') return fixedWidth(linesOf(text), mapping.columns ?? [])
  return csvRows(text, mapping, skipped)
}

async function isGzip(path: string): Promise<boolean> {
  await using file = await open(path)
  const { buffer } = await file.read(Buffer.alloc(2), 0, 2, 0)
  return buffer[0] === 0x1f && buffer[1] === 0x8b
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
