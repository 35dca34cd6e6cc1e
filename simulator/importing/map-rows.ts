import { buildEvent, type MappedEvent, type Rejection } from './build-event.ts'
import { meets } from './condition.ts'
import type { EventShape, Mapping } from './mapping-schema.ts'
import { readValue } from './read-value.ts'
import { type BadRow, Problem, type Row } from './row.ts'
import { ImportStopped } from './stopped.ts'

/** What became of a row, or of the rows of a group. `rows` are their numbers. */
export type Outcome = { readonly rows: readonly number[]; readonly source: readonly unknown[] } & (
  | { readonly kind: 'event'; readonly event: MappedEvent }
  | ({ readonly kind: 'rejected' } & Rejection)
  | { readonly kind: 'skipped'; readonly why: string }
)

const largestGroup = 10_000
/** Rows of open groups that are held in memory; about a gigabyte of ordinary rows. */
const mostHeld = 1_000_000

/**
 * Maps rows to events, in an order that depends on the source and the mapping alone, so that an import can be resumed
 * by counting. Holds no more than the groups that are open.
 */
export async function* mapRows(rows: AsyncIterable<Row | BadRow>, mapping: Mapping): AsyncGenerator<Outcome> {
  const groups = mapping.rules.map((rule) => rule.group && rule.event && new Groups(rule.group, rule.event))
  for await (const row of rows) {
    if ('problem' in row) yield badRow(row, mapping)
    else {
      let matched = false
      for (const [index, rule] of mapping.rules.entries()) {
        if ((rule.skip !== undefined && matched) || !meets(row, rule.where ?? [])) continue
        matched = true
        if (rule.skip !== undefined) {
          yield { kind: 'skipped', why: rule.skip, rows: [row.number], source: [row.values] }
          break
        }
        const problem = groups[index]?.add(row)
        if (problem) yield rejected([row.number], [row.values], problem)
        else if (groups[index] === undefined) yield outcomeOf(rule.event as EventShape, [row])
      }
      if (!matched) yield rejected([row.number], [row.values], new Problem('no_rule', 'no rule of the mapping fits'))
    }
    for (const open of groups) yield* open?.close(row.number) ?? []
  }
  for (const open of groups) yield* open?.close(Number.POSITIVE_INFINITY) ?? []
}

/** A row that cannot be read, unless the list in it is empty or the first rule that fits it skips it. */
function badRow({ number, source, problem, values }: BadRow, mapping: Mapping): Outcome {
  const skipped = (why: string): Outcome => ({ kind: 'skipped', why, rows: [number], source: [source] })
  if (problem.reason === 'empty_list') return skipped(problem.message)
  const fits = values && mapping.rules.find((rule) => meets({ number, values }, rule.where ?? []))
  if (fits?.skip !== undefined && (fits.where ?? []).length > 0) return skipped(fits.skip)
  return rejected([number], [source], problem)
}

const rejected = (rows: number[], source: unknown[], { reason, message }: Problem): Outcome => ({
  kind: 'rejected',
  reason,
  errors: [{ path: '', message }],
  rows,
  source,
})

function outcomeOf(shape: EventShape, rows: readonly Row[], group?: string): Outcome {
  const built = buildEvent(shape, rows, group)
  const from = { rows: rows.map((row) => row.number), source: rows.map((row) => row.values) }
  return isRejection(built) ? { kind: 'rejected', ...built, ...from } : { kind: 'event', event: built, ...from }
}

const isRejection = (built: MappedEvent | Rejection): built is Rejection => !('idempotency_key' in built)

const escaped = (part: string) => part.replace(/[\\:]/g, '\\$&')

/** The open groups of one rule, the one that has waited longest for a row first. */
class Groups {
  readonly #open = new Map<string, Row[]>()
  #held = 0
  readonly #closed = new Set<string>()
  readonly #by: NonNullable<Mapping['rules'][number]['group']>
  readonly #shape: EventShape

  constructor(by: NonNullable<Mapping['rules'][number]['group']>, shape: EventShape) {
    this.#by = by
    this.#shape = shape
  }

  add(row: Row): Problem | undefined {
    const parts = this.#by.by.map((reading) => readValue({ ...reading, required: true }, { row }))
    const problem = parts.find((part) => part instanceof Problem)
    if (problem !== undefined) return problem
    // A colon or backslash in any part but the last is escaped: no two lists of parts share a key.
    const key = parts.map((part, index) => (index < parts.length - 1 ? escaped(String(part)) : part)).join(':')
    if (this.#closed.has(key)) {
      return new Problem('group_already_closed', `its group ${key} was complete ${this.#by.close_after_rows} rows ago`)
    }
    const rows = this.#open.get(key) ?? []
    if (rows.length >= largestGroup) {
      throw new ImportStopped(`Over ${largestGroup} rows have the group ${key}: the mapping groups by too little.`)
    }
    this.#held += 1
    if (this.#held > mostHeld) {
      throw new ImportStopped(
        `The open groups hold over ${mostHeld} rows: sort the file by its group and use close_after_rows.`,
      )
    }
    rows.push(row)
    this.#open.delete(key)
    this.#open.set(key, rows)
    return undefined
  }

  *close(now: number): Generator<Outcome> {
    for (const [key, rows] of this.#open) {
      if (now - (rows.at(-1) as Row).number < (this.#by.close_after_rows ?? Number.POSITIVE_INFINITY)) return
      this.#open.delete(key)
      this.#held -= rows.length
      this.#closed.add(key)
      yield outcomeOf(this.#shape, rows, key)
    }
  }
}
