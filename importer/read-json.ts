import { parseJson } from './json.ts'
import { type BadRow, Problem, type Row } from './row.ts'
import { ImportStopped } from './stopped.ts'

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export async function* jsonRows(lines: AsyncIterable<string>): AsyncGenerator<Row | BadRow> {
  let number = 0
  for await (const line of lines) {
    number += 1
    const text = line.replace(/^\uFEFF/, '')
    if (text.trim() !== '') yield jsonRow(number, text)
  }
}

function jsonRow(number: number, line: string): Row | BadRow {
  try {
    const values = parseJson(line)
    if (isObject(values)) return { number, values }
    return { number, problem: new Problem('malformed_row', 'the line is no JSON object'), source: line }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return { number, problem: new Problem('malformed_row', `no JSON: ${error.message}`), source: line }
  }
}

/** A whole document is held in memory, which a page of an API is small enough for. */
const longestDocument = 256 * 1024 * 1024

/** The members of a JSON document that is a list, or that holds one at `path` (`a.b`). */
export async function* jsonDocument(text: AsyncIterable<string>, path?: string): AsyncGenerator<Row | BadRow> {
  let whole = ''
  for await (const chunk of text) {
    whole += chunk
    if (whole.length > longestDocument) {
      throw new ImportStopped(
        `The JSON document is longer than ${longestDocument} characters. Make JSON lines of it: jq -c '.[]' FILE.`,
      )
    }
  }
  let found = parseDocument(whole)
  for (const name of path?.split('.') ?? []) found = isObject(found) ? found[name] : undefined
  if (!Array.isArray(found)) {
    throw new ImportStopped(
      `The JSON document has no list${path === undefined ? '' : ` at ${path}`}. Name where it is with "path: …".`,
    )
  }
  for (const [index, values] of found.entries()) {
    const number = index + 1
    if (isObject(values)) yield { number, values }
    else yield { number, problem: new Problem('malformed_row', 'the member is no JSON object'), source: values }
  }
}

function parseDocument(text: string): unknown {
  try {
    return parseJson(text)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new ImportStopped(`The file is no JSON document: ${error.message}`, { cause: error })
  }
}
