import { createHash } from 'node:crypto'
import type { Outcome } from './map-rows.ts'
import { columnsRead } from './mapping.ts'
import type { Mapping } from './mapping-schema.ts'
import { nearest } from './nearest.ts'
import { type BadRow, type Row, rawValue } from './row.ts'

/** Beyond so many keys a repeat in the file is counted with what the service had already. */
const mostKeys = 10_000_000

/** Tells events whose key stood earlier in the same file from those that the service had before the import. */
export class KeysSeen {
  readonly #keys = new Set<number>()
  readonly #repeats = new WeakSet<Outcome>()

  async *marking(outcomes: AsyncIterable<Outcome>): AsyncGenerator<Outcome> {
    for await (const outcome of outcomes) {
      if (outcome.kind === 'event') {
        const key = createHash('sha256').update(outcome.event.idempotency_key).digest().readUIntBE(0, 6)
        if (this.#keys.has(key)) this.#repeats.add(outcome)
        else if (this.#keys.size < mostKeys) this.#keys.add(key)
      }
      yield outcome
    }
  }

  isRepeat(outcome: Outcome): boolean {
    return this.#repeats.has(outcome)
  }
}

/** Which fields of the mapping no row had: JSON has no header that could be checked before. */
export class FieldsSeen {
  readonly #unseen: Set<string>
  readonly #names = new Set<string>()
  #rows = 0

  constructor(mapping: Mapping) {
    const json = mapping.format === 'json' || mapping.format === 'jsonl'
    this.#unseen = new Set(json ? columnsRead(mapping) : [])
    for (const name of mapping.optional ?? []) this.#unseen.delete(name)
  }

  async *watching(rows: AsyncIterable<Row | BadRow>): AsyncGenerator<Row | BadRow> {
    for await (const row of rows) {
      if (this.#unseen.size > 0 && !('problem' in row)) this.#look(row)
      yield row
    }
  }

  #look(row: Row) {
    this.#rows += 1
    for (const name of this.#unseen) if (rawValue(row, name) !== undefined) this.#unseen.delete(name)
    for (const name of Object.keys(row.values)) if (this.#names.size < 1000) this.#names.add(name)
  }

  warnings(): string[] {
    if (this.#rows === 0) return []
    return [...this.#unseen].map((name) => {
      const near = nearest(name, this.#names)
      const hint = near.length > 0 ? ` Did you mean ${near.join(' or ')}?` : ''
      return `No row has the field ${name}, which the mapping reads.${hint}`
    })
  }
}
