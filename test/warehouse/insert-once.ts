/**
 * A process of its own that writes 5 000 made-up events under a token and prints what the warehouse then holds.
 * node test/warehouse/insert-once.ts <folder or server> <token> <months>
 */
import { createHash } from 'node:crypto'
import { loadCatalogue } from '../../src/events/catalogue.ts'
import type { StoredEvent } from '../../src/events/envelope.ts'
import { loadMeasures } from '../../src/measures/catalogue.ts'
import { openEngine } from '../../src/warehouse/engine.ts'
import { stockOf } from '../../src/warehouse/stock.ts'
import { openWarehouse } from '../../src/warehouse/warehouse.ts'
import { placed } from './open.ts'

const [where = '', token = '', months = '1'] = process.argv.slice(2)
const place = URL.canParse(where) ? { url: where } : { path: where }
const catalogue = await loadCatalogue()
const measures = await loadMeasures()
const warehouse = await openWarehouse({ ...place, catalogue, measures })
process.stdout.write('open\n')

const tokenHash = createHash('sha256').update(token).digest('hex').slice(0, 8)

/** Orders of two items each, over so many months from 1990 on; the same for the same token. */
const eventAt = (_: unknown, index: number): StoredEvent => {
  const month = index % Number(months)
  const occurred_at = new Date(Date.UTC(1990, month, 1 + (index % 28), 7)).toISOString().replace('Z', '000Z')
  const id = `${tokenHash}-0000-7000-8000-${String(index).padStart(12, '0')}`
  return placed(`${token}-${index}`, 2, 1.5, { id, occurred_at, checksum: String(index + 1) })
}
await warehouse.insert(Array.from({ length: 5_000 }, eventAt), token, { repeated: true })

const engine = await openEngine(place)
const counts = [await engine.read('SELECT count() FROM events')]
for (const { table } of stockOf(catalogue, measures, new Set()).rollups) {
  counts.push(await engine.read(`SELECT sum(events), sum(items_sold_quantity), sum(gmv_value) FROM ${table}`))
}
await engine.close()
await warehouse.close()
process.stdout.write(`${JSON.stringify(counts.map(({ data }) => data[0]))}\n`)
