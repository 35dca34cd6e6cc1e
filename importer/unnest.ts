import { isObject } from './read-json.ts'
import { type BadRow, type Level, Problem, type Row } from './row.ts'

/**
 * Makes a row of each member of a list, with the other values of the row that held it. The list may lie in objects
 * (`order.lines`) and in the members of other lists (`orders.lines`).
 */
export async function* unnest(rows: AsyncIterable<Row | BadRow>, list: string): AsyncGenerator<Row | BadRow> {
  for await (const row of rows) {
    if ('problem' in row) yield row
    else yield* unnested(row, list)
  }
}

function* unnested({ number, values: source }: Row, list: string): Generator<Row | BadRow> {
  let index = 0
  for (const levels of membersOf(source, '', list)) {
    if (levels instanceof Problem) yield { number, problem: levels, source }
    else {
      const values = Object.assign({}, ...levels.map((level) => level.values))
      yield { number, index: index++, values, levels }
    }
  }
}

/** The levels of each row in a value, or a problem where its list is empty or none. */
function* membersOf(value: Record<string, unknown>, path: string, left: string): Generator<Level[] | Problem> {
  if (left === '') return yield [{ path, values: value }]
  const { found, at, rest, without } = firstList(value, left)
  const below = path === '' ? at : `${path}.${at}`
  if (found === null || (Array.isArray(found) && found.length === 0)) {
    yield new Problem('empty_list', `the list ${below} is empty`)
  } else if (!Array.isArray(found) || !found.every(isObject)) {
    yield new Problem('malformed_row', `${below} is no list of objects`)
  } else {
    for (const member of found) {
      for (const inner of membersOf(member, below, rest)) {
        yield inner instanceof Problem ? inner : [{ path, values: without }, ...inner]
      }
    }
  }
}

interface Found {
  readonly found: unknown
  readonly at: string
  /** What of the path lies below the list. */
  readonly rest: string
  readonly without: Record<string, unknown>
}

/** Goes along a path through objects to its first list. `without` is the value with that list taken out. */
function firstList(value: Record<string, unknown>, path: string): Found {
  if (Object.hasOwn(value, path)) return { found: value[path], at: path, rest: '', without: omit(value, path) }
  const [name = '', ...names] = path.split('.')
  const inner = value[name]
  const rest = names.join('.')
  if (!isObject(inner) || rest === '') return { found: inner, at: name, rest, without: omit(value, name) }
  const deeper = firstList(inner, rest)
  return { ...deeper, at: `${name}.${deeper.at}`, without: { ...value, [name]: deeper.without } }
}

function omit(value: Record<string, unknown>, name: string): Record<string, unknown> {
  const { [name]: _, ...others } = value
  return others
}
