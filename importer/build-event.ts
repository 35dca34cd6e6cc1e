import type { EventShape, Lines, Value } from './mapping-schema.ts'
import type { Note } from './moment.ts'
import { type Place, readValue } from './read-value.ts'
import { Problem, type Reason, type Row, textOf } from './row.ts'

export type MappedEvent = Readonly<Record<string, unknown>> & { readonly idempotency_key: string }

/** Paths are JSON Pointers into the event, as in the service's own answers. */
export interface Rejection {
  readonly reason: Reason
  readonly errors: readonly { readonly path: string; readonly message: string }[]
}

type Split = NonNullable<Lines['split']>

/** A row for each piece of a cell, which is its column `$part`. */
function piecesOf(row: Row, { column, at }: Split): Row[] {
  const text = textOf(row, column)
  if (text === undefined || text instanceof Problem) return []
  const parts = text.split(at).map((part) => part.trim())
  return parts.filter((part) => part !== '').map((part) => ({ ...row, values: { ...row.values, $part: part } }))
}

/**
 * Makes one event of one row, or of the rows of a group: lines are made of each row, all else of the first.
 * One row that cannot be read rejects the whole group, because an order that lacks a line is a wrong order.
 */
export function buildEvent(
  shape: EventShape,
  rows: readonly Row[],
  group?: string,
  note?: Note,
): MappedEvent | Rejection {
  const problems: [path: string, problem: Problem][] = []

  const read = (path: string, value: Value | Lines, place: Place): unknown => {
    if (typeof value === 'object' && 'each' in value) {
      const pieces = value.split === undefined ? rows : rows.flatMap((row) => piecesOf(row, value.split as Split))
      return pieces.map((row, index) => readAll(`${path}/${index}`, value.each, { ...place, row }))
    }
    const found = readValue(value, place)
    if (!(found instanceof Problem)) return found
    problems.push([path, found])
    return undefined
  }

  const readAll = (path: string, values: Readonly<Record<string, unknown>>, place: Place) => {
    const object: Record<string, unknown> = {}
    for (const [name, value] of Object.entries(values)) {
      const inner = `${path}/${name}`
      const nested = inner === '/context' || inner === '/data'
      const found = nested ? readAll(inner, value as typeof values, place) : read(inner, value as Value | Lines, place)
      if (found !== undefined) object[name] = found
    }
    return object
  }

  const first: Place = { row: rows[0] as Row, groupRows: rows.length, note, ...(group === undefined ? {} : { group }) }
  const event = readAll('', shape, first)
  if (problems.length === 0 && event.idempotency_key === undefined) {
    problems.push(['/idempotency_key', new Problem('missing_value', 'the idempotency key is missing')])
  }
  const [worst] = problems
  if (worst === undefined) return event as MappedEvent
  return { reason: worst[1].reason, errors: problems.map(([path, { message }]) => ({ path, message })) }
}
