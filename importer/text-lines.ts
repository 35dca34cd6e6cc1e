import type { Mapping } from './mapping-schema.ts'
import { type BadRow, Problem, type Row } from './row.ts'
import { ImportStopped } from './stopped.ts'

export const longestRow = 16 * 1024 * 1024

/**
 * Cuts text into lines at the line ends of its first line: a carriage return alone is one only where the first line ends
 * so. `readline` would also cut at U+2028, which JSON allows inside a string. A carriage return before a line feed stays.
 */
export async function* linesOf(text: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = ''
  let end: string | undefined
  for await (const chunk of text) {
    rest += chunk
    end ??= lineEndOf(rest)
    const lines = end === undefined ? [rest] : rest.split(end)
    rest = lines.pop() as string
    if (rest.length > longestRow) throw new ImportStopped(`A line is longer than ${longestRow} characters.`)
    yield* lines
  }
  if (end === undefined) yield* rest.split('\r').filter((line, index, all) => line !== '' || index < all.length - 1)
  else if (rest !== '') yield rest
}

/** How the first line of a text ends; undefined where its end, or what follows it, is not there yet. */
export function lineEndOf(text: string): '\n' | '\r' | undefined {
  const at = text.search(/[\r\n]/)
  if (at < 0 || at + 1 === text.length) return text[at] === '\n' ? '\n' : undefined
  return text[at] === '\r' && text[at + 1] !== '\n' ? '\r' : '\n'
}

/** How many lines were left out above the header, for messages that name a line of the file. */
export interface Skipped {
  lines: number
}

/** Leaves out the lines that stand before the header: so many, or all above the line that begins with a text. */
export async function* skipLines(
  text: AsyncIterable<string>,
  { skip_lines = 0, skip_until }: Pick<Mapping, 'skip_lines' | 'skip_until'>,
  skipped: Skipped,
): AsyncGenerator<string> {
  let head = ''
  let end: string | undefined
  let found = false
  for await (const chunk of text) {
    if (found) {
      yield chunk
      continue
    }
    head += chunk
    end ??= lineEndOf(head)
    for (let cut = end === undefined ? -1 : head.indexOf(end); !found; cut = head.indexOf(end as string)) {
      const counted = skipped.lines >= skip_lines
      found = counted && (skip_until === undefined || head.startsWith(skip_until))
      if (found || cut < 0) break
      skipped.lines += 1
      head = head.slice(cut + 1)
    }
    if (found) yield head
    else if (head.length > longestRow) throw new ImportStopped(`A line is longer than ${longestRow} characters.`)
  }
  if (!found && skip_until !== undefined) {
    throw new ImportStopped(`No line of the file begins with ${skip_until} (skip_until of the mapping).`)
  }
}

/** Cuts lines into columns of fixed widths. The last may be shorter, and one without a width takes the rest. */
export async function* fixedWidth(
  lines: AsyncIterable<string>,
  columns: NonNullable<Mapping['columns']>,
): AsyncGenerator<Row | BadRow> {
  let number = 0
  for await (const line of lines) {
    const characters = [...line.trimEnd()]
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
