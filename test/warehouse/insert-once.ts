/**
 * A process of its own that writes 5 000 made-up orders under a token, repeating for as long as it must, and prints what
 * the warehouse then holds.
 * node test/warehouse/insert-once.ts <folder or URL> <token> <months>
 */
import { loadCatalogue } from '../../src/events/catalogue.ts'
import { loadMeasures } from '../../src/measures/catalogue.ts'
import { Failure } from '../../src/platform/errors.ts'
import { openEngine } from '../../src/warehouse/engine/engine.ts'
import { openWarehouse } from '../../src/warehouse/warehouse.ts'
import { heldBy, manyOrders } from './many-orders.ts'
import { inLogOrder } from './open.ts'

const [place = '', token = '', months = '1'] = process.argv.slice(2)
const where = place.startsWith('http') ? { url: place } : { path: place }
const warehouse = inLogOrder(
  await openWarehouse({ ...where, catalogue: await loadCatalogue(), measures: await loadMeasures() }),
)
process.stdout.write('open\n')

const events = manyOrders(token, Number(months))
const isAway = (error: unknown) => error instanceof Failure && error.code === 'warehouse_unavailable'
for (let done = false; !done; ) {
  done = await warehouse.insert(events, token, { repeated: true }).then(
    () => true,
    (error: unknown) => {
      if (isAway(error)) return false
      throw error
    },
  )
}

const engine = await openEngine(where)
const held = await heldBy(engine)
await engine.close()
await warehouse.close()
process.stdout.write(`${JSON.stringify(held)}\n`)
