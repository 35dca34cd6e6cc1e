import { buildEvent, type MappedEvent, type Rejection } from './build-event.ts'
import { meets } from './condition.ts'
import type { EventShape, Mapping } from './mapping-schema.ts'
import type { Note } from './moment.ts'
import { readValue } from './read-value.ts'
import { type BadRow, Problem, type Row } from './row.ts'
import { ImportStopped } from './stopped.ts'

/** Rows whose last outcome this is: those that are in an event, and those of which only rejections came. */
export interface Settled {
  readonly inEvents: number
  readonly rejected: number
}

/** What became of a row, or of the rows of a group. `rows` are their numbers. */
export type Outcome = {
  readonly rows: readonly number[]
  readonly source: readonly unknown[]
  readonly settled?: Settled
} & (
  | { readonly kind: 'event'; readonly event: MappedEvent }
  | ({ readonly kind: 'rejected' } & Rejection)
  | { readonly kind: 'skipped'; readonly why: string }
)

const largestGroup = 10_000
/** Bytes of the rows of open groups that are held in memory. */
const mostHeldBytes = 1024 ** 3

/** About what V8 keeps for a row: an object with a slot and a string for each value. */
function weightOf(row: Row): number {
  let bytes = 200
  for (const name in row.values) {
    const value = row.values[name]
    bytes += 40 + (typeof value === 'string' ? value.length : typeof value === 'object' ? 200 : 0)
  }
  return bytes
}

/**
 * Maps rows to events, in an order that depends on the source and the mapping alone, so that an import can be resumed
 * by counting. Holds no more than the groups that are open.
 */
export async function* mapRows(
  rows: AsyncIterable<Row | BadRow>,
  mapping: Mapping,
  heldBytes = mostHeldBytes,
  note?: Note,
): AsyncGenerator<Outcome> {
  const memory: Memory = { held: 0, most: heldBytes, note }
  const groups = mapping.rules.map((rule) => rule.group && rule.event && new Groups(rule.group, rule.event, memory))
  for await (const row of rows) {
    if ('problem' in row) yield badRow(row, mapping)
    else yield* outcomesOf(row, mapping, groups, note)
    for (const open of groups) yield* open?.close(row.number) ?? []
  }
  for (const open of groups) yield* open?.close(Number.POSITIVE_INFINITY) ?? []
}

/** What becomes of a row at once; of the groups that it joins, more comes when they close. */
function outcomesOf(row: Row, { rules }: Mapping, groups: readonly (Groups | undefined)[], note?: Note): Outcome[] {
  const outcomes: Outcome[] = []
  const fate: Fate = { open: 0, made: false }
  let matched = false
  for (const [index, rule] of rules.entries()) {
    if ((rule.skip !== undefined && matched) || !meets(row, rule.where ?? [])) continue
    matched = true
    if (rule.skip !== undefined) {
      return [{ kind: 'skipped', why: rule.skip, rows: [row.number], source: [row.values] }]
    }
    const group = groups[index]
    const problem = group?.add(row, fate)
    if (problem) outcomes.push(rejected([row.number], [row.values], problem))
    else if (group === undefined) outcomes.push(outcomeOf(rule.event as EventShape, [row], undefined, note))
    else fate.open += 1
  }
  if (!matched)
    outcomes.push(rejected([row.number], [row.values], new Problem('no_rule', 'no rule of the mapping fits')))
  fate.made = outcomes.some(({ kind }) => kind === 'event')
  const last = outcomes.pop()
  if (last !== undefined) outcomes.push(fate.open === 0 ? { ...last, settled: settle([fate]) } : last)
  return outcomes
}

/** How many groups of a row have not closed, and whether an event was made of it. */
interface Fate {
  open: number
  made: boolean
}

function settle(fates: readonly Fate[]): Settled {
  const done = fates.filter(({ open }) => open === 0)
  const inEvents = done.filter(({ made }) => made).length
  return { inEvents, rejected: done.length - inEvents }
}

/** A row that cannot be read, unless the list in it is empty or the first rule that fits it skips it. */
function badRow({ number, source, problem, values }: BadRow, mapping: Mapping): Outcome {
  const skipped = (why: string): Outcome => ({ kind: 'skipped', why, rows: [number], source: [source] })
  if (problem.reason === 'empty_list') return skipped(problem.message)
  const fits = values && mapping.rules.find((rule) => meets({ number, values }, rule.where ?? []))
  if (fits?.skip !== undefined && (fits.where ?? []).length > 0) return skipped(fits.skip)
  return { ...rejected([number], [source], problem), settled: { inEvents: 0, rejected: 1 } }
}

const rejected = (rows: number[], source: unknown[], { reason, message }: Problem): Outcome => ({
  kind: 'rejected',
  reason,
  errors: [{ path: '', message }],
  rows,
  source,
})

function outcomeOf(shape: EventShape, rows: readonly Row[], group?: string, note?: Note): Outcome {
  const built = buildEvent(shape, rows, group, note)
  const from = { rows: rows.map((row) => row.number), source: rows.map((row) => row.values) }
  return isRejection(built) ? { kind: 'rejected', ...built, ...from } : { kind: 'event', event: built, ...from }
}

const isRejection = (built: MappedEvent | Rejection): built is Rejection => !('idempotency_key' in built)

const escaped = (part: string) => part.replace(/[\\:]/g, '\\$&')

/** A row of an open group. */
interface Held {
  readonly row: Row
  readonly fate: Fate
}

/** What the groups of all rules share: how much the open ones hold, and where ambiguous times are reported. */
interface Memory {
  held: number
  readonly most: number
  readonly note: Note | undefined
}

/** The open groups of one rule, the one that has waited longest for a row first. */
class Groups {
  readonly #open = new Map<string, Held[]>()
  readonly #closed = new Set<string>()
  readonly #by: NonNullable<Mapping['rules'][number]['group']>
  readonly #shape: EventShape
  readonly #memory: Memory

  constructor(by: NonNullable<Mapping['rules'][number]['group']>, shape: EventShape, memory: Memory) {
    this.#by = by
    this.#shape = shape
    this.#memory = memory
  }

  add(row: Row, fate: Fate): Problem | undefined {
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
    this.#memory.held += weightOf(row)
    if (this.#memory.held > this.#memory.most) {
      throw new ImportStopped(
        `At row ${row.number} the open groups hold over ${Math.round(this.#memory.most / 1024 ** 2)} megabytes: sort ` +
          'the file by its group, and use close_after_rows in place of close: end.',
      )
    }
    rows.push({ row, fate })
    this.#open.delete(key)
    this.#open.set(key, rows)
    return undefined
  }

  *close(now: number): Generator<Outcome> {
    for (const [key, held] of this.#open) {
      if (now - (held.at(-1) as Held).row.number < (this.#by.close_after_rows ?? Number.POSITIVE_INFINITY)) return
      this.#open.delete(key)
      for (const { row } of held) this.#memory.held -= weightOf(row)
      this.#closed.add(key)
      const rows = held.map(({ row }) => row)
      const outcome = outcomeOf(this.#shape, rows, key, this.#memory.note)
      for (const { fate } of held) {
        fate.open -= 1
        fate.made ||= outcome.kind === 'event'
      }
      yield { ...outcome, settled: settle(held.map(({ fate }) => fate)) }
    }
  }
}
