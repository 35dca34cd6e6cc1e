import { createHash } from 'node:crypto'
import { loadCatalogue } from '../../src/events/catalogue.ts'
import type { StoredEvent } from '../../src/events/envelope.ts'
import { loadMeasures } from '../../src/measures/catalogue.ts'
import type { Engine } from '../../src/warehouse/engine/engine.ts'
import { modelOf } from '../../src/warehouse/tables/model.ts'
import { placed } from './open.ts'

const orders = 5_000
const hashOf = (token: string) => createHash('sha256').update(token).digest()

/** 5 000 orders of two items at 1.50 each, over so many months from 1990 on; the same for the same token. */
export function manyOrders(token: string, months: number): StoredEvent[] {
  const hash = hashOf(token)
  return Array.from({ length: orders }, (_, index) => {
    const occurred_at = new Date(Date.UTC(1990, index % months, 1 + (index % 28), 7)).toISOString().replace('Z', '000Z')
    const id = `${hash.toString('hex', 0, 4)}-0000-7000-8000-${String(index).padStart(12, '0')}`
    return placed(`${token}-${index}`, 2, 1.5, { id, occurred_at, checksum: String(checksumOf(hash, index)) })
  })
}

const checksumOf = (hash: Buffer, index: number) => hash.readBigInt64BE(index % 24) ^ BigInt(index)

/** Count, XOR of checksums, and for rollups pieces and value: of the events table, then of each rollup. */
export type Held = (readonly [string, string] | readonly [string, string, number, number])[]

/** What events and rollups must hold when each of these tokens' orders stand in them once. */
export function truthOf(...tokens: string[]): Held {
  let checksum = 0n
  for (const hash of tokens.map(hashOf)) for (let i = 0; i < orders; i++) checksum ^= checksumOf(hash, i)
  const count = orders * tokens.length
  const base = [String(count), String(checksum)] as const
  return [base, ...[1, 2, 3].map(() => [...base, 2 * count, 3 * count] as const)]
}

/** What events and rollups do hold. */
export async function heldBy(engine: Engine): Promise<Held> {
  const { rollups } = modelOf(await loadCatalogue(), await loadMeasures(), new Set())
  const events = await engine.read('SELECT toString(count()), toString(groupBitXor(checksum)) FROM events')
  const held = [events]
  for (const { table } of rollups) {
    held.push(
      await engine.read(
        `SELECT toString(sum(events)), toString(groupBitXor(checksum)), sum(items_sold_quantity), sum(gmv_value) FROM ${table}`,
      ),
    )
  }
  return held.map(({ data }) => data[0]) as unknown as Held
}
