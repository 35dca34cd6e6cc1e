import type { Mapping } from './mapping-schema.ts'
import { type BadRow, Problem, type Row } from './row.ts'
import { ImportStopped } from './stopped.ts'

export const longestRow = 16 * 1024 * 1024

/** Lines by line feeds alone: `readline` would also cut at U+2028, which JSON allows inside a string. */
export async function* linesOf(text: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = ''
  for await (const chunk of text) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() as string
    if (rest.length > longestRow) throw new ImportStopped(`A line is longer than ${longestRow} characters.`)
    yield* lines
  }
  if (rest !== '') yield rest
}

/** Leaves out the lines that stand before the header: so many, or all above the line that begins with a text. */
export async function* skipLines(
  text: AsyncIterable<string>,
  { skip_lines = 0, skip_until }: Pick<Mapping, 'skip_lines' | 'skip_until'>,
): AsyncGenerator<string> {
  if (skip_lines === 0 && skip_until === undefined) return yield* text
  let left = skip_lines
  let found = skip_until === undefined
  for await (const line of linesOf(text)) {
    if (left > 0) left -= 1
    else if (found || line.startsWith(skip_until as string)) {
      found = true
      yield `${line}\n`
    }
  }
  if (!found) throw new ImportStopped(`No line of the file begins with ${skip_until} (skip_until of the mapping).`)
}

/** Cuts lines into columns of fixed widths. The last may be shorter, and one without a width takes the rest. */
export async function* fixedWidth(
  lines: AsyncIterable<string>,
  columns: NonNullable<Mapping['columns']>,
): AsyncGenerator<Row | BadRow> {
  let number = 0
  for await (const line of lines) {
    const characters = [...line.replace(/\r$/, '')]
    if (characters.length === 0) continue
    number += 1
    let from = 0
    const values: Record<string, string> = {}
    for (const column of columns) {
      const { name, width = Number.POSITIVE_INFINITY } = typeof column === 'string' ? { name: column } : column
      values[name] = characters
        .slice(from, from + width)
        .join('')
        .trim()
      from += width
    }
    if (from >= characters.length) yield { number, values }
    else {
      const message = `the line has ${characters.length} characters and its columns ${from}`
      yield { number, problem: new Problem('malformed_row', message), source: line, values }
    }
  }
}
