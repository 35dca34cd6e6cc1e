import { createHash } from 'node:crypto'
import type { MappedEvent } from './build-event.ts'
import type { Outcome } from './map-rows.ts'
import { columnsRead } from './mapping.ts'
import type { Mapping } from './mapping-schema.ts'
import type { Note } from './moment.ts'
import { nearest } from './nearest.ts'
import { type BadRow, type Row, rawValue } from './row.ts'

/** Beyond so many keys a repeat in the file is counted with what the service had already. */
const mostKeys = 10_000_000

/** Tells events whose key the service took earlier in the same file from those that it had before the import. */
export class KeysSeen {
  readonly #keys = new Set<number>()

  /** Notes that the service has an event. @returns whether one of its key stood earlier in the file */
  note({ idempotency_key }: MappedEvent): boolean {
    const key = createHash('sha256').update(idempotency_key).digest().readUIntBE(0, 6)
    if (this.#keys.has(key)) return true
    if (this.#keys.size < mostKeys) this.#keys.add(key)
    return false
  }
}

/** Adds up what became of rows. A row that several rules take is counted once, when the last of them is done with it. */
export class RowsSettled {
  readonly sums = { inEvents: 0, rejected: 0, skipped: 0 }

  settle({ kind, settled }: Outcome) {
    if (kind === 'skipped') this.sums.skipped += 1
    this.sums.inEvents += settled?.inEvents ?? 0
    this.sums.rejected += settled?.rejected ?? 0
  }
}

/** Which fields of the mapping no row had: JSON has no header that could be checked before. */
export class FieldsSeen {
  readonly #unseen: Set<string>
  readonly #names = new Set<string>()
  #looked = 0
  /** How many rows, readable or not, have passed. */
  rows = 0

  constructor(mapping: Mapping) {
    const json = mapping.format === 'json' || mapping.format === 'jsonl'
    this.#unseen = new Set(json ? columnsRead(mapping) : [])
    for (const name of mapping.optional ?? []) this.#unseen.delete(name)
  }

  async *watching(rows: AsyncIterable<Row | BadRow>): AsyncGenerator<Row | BadRow> {
    for await (const row of rows) {
      this.rows += 1
      if (this.#unseen.size > 0 && !('problem' in row)) this.#look(row)
      yield row
    }
  }

  #look(row: Row) {
    this.#looked += 1
    for (const name of this.#unseen) if (rawValue(row, name) !== undefined) this.#unseen.delete(name)
    for (const name of Object.keys(row.values)) if (this.#names.size < 1000) this.#names.add(name)
  }

  warnings(): string[] {
    if (this.#looked === 0) return []
    return [...this.#unseen].map((name) => {
      const near = nearest(name, this.#names)
      const hint = near.length > 0 ? ` Did you mean ${near.join(' or ')}?` : ''
      return `No row has the field ${name}, which the mapping reads.${hint}`
    })
  }
}

/** Counts wall times that are ambiguous and were read by the default, which the sender should know. */
export class TimesSeen {
  readonly #times = new Map<string, { count: number; readonly wall: string }>()

  readonly note: Note = (kind, zone, wall) => {
    const found = this.#times.get(`${kind} ${zone}`) ?? { count: 0, wall }
    found.count += 1
    this.#times.set(`${kind} ${zone}`, found)
  }

  warnings(): string[] {
    return [...this.#times].map(([name, { count, wall }]) => {
      const [kind, zone] = name.split(' ')
      return kind === 'repeated'
        ? `The clocks of ${zone} show ${wall} twice: ${count} such times were read as the first of the two (repeated: first).`
        : `The clocks of ${zone} leave out ${wall}: ${count} such times were read as though they had not been moved (skipped: shift).`
    })
  }
}
