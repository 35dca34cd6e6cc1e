import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { loadCatalogue } from '../../src/events/catalogue.ts'
import { loadMeasures } from '../../src/measures/catalogue.ts'
import { openEngine } from '../../src/warehouse/engine/engine.ts'
import { openWarehouse } from '../../src/warehouse/warehouse.ts'
import { heldBy, manyOrders, truthOf } from '../warehouse/many-orders.ts'
import { inLogOrder } from '../warehouse/open.ts'
import { type ClickHouseServer, startClickHouse } from './clickhouse.ts'

const run = promisify(execFile)
const script = join(import.meta.dirname, '..', 'warehouse', 'insert-once.ts')
const catalogue = await loadCatalogue()
const measures = await loadMeasures()

let server: ClickHouseServer
let url: string
beforeAll(async () => {
  server = await startClickHouse()
})
afterAll(() => server.stop())
beforeEach(async () => {
  url = await server.createDatabase()
})

/** A warehouse on the server, and what events and rollups hold, by count, checksum and sums. */
async function open() {
  const warehouse = inLogOrder(await openWarehouse({ url, catalogue, measures }))
  const engine = await openEngine({ url })
  onTestFinished(async () => {
    await Promise.all([warehouse.close(), engine.close()])
  })
  return { warehouse, held: () => heldBy(engine) }
}

/** Writes the orders of a token in a process of its own, which repeats them until they are acknowledged. */
const insertInProcess = (token: string, months: number) => run(process.execPath, [script, url, token, String(months)])

describe('a batch that is inserted over HTTP', { timeout: 600_000 }, () => {
  test.each([1, 60])('stands once in events and rollups, over %i months, however often it comes', async (months) => {
    const { warehouse, held } = await open()
    const orders = manyOrders('first', months)
    await warehouse.insert(orders, 'first')
    await warehouse.insert(orders, 'first')
    await warehouse.insert(orders, 'first', { repeated: true })
    await warehouse.insert(manyOrders('second', months), 'second')
    expect(await held()).toEqual(truthOf('first', 'second'))
  })

  test('stands once when the answer is lost', async () => {
    const { warehouse, held } = await open()
    const orders = manyOrders('lost', 12)
    await server.loseAnswers(1)
    await expect(warehouse.insert(orders, 'lost')).rejects.toMatchObject({ code: 'warehouse_unavailable' })
    await warehouse.insert(orders, 'lost')
    expect(await held()).toEqual(truthOf('lost'))
  })

  test('stands once when the server is killed in its midst, and others beside it do', async () => {
    const { warehouse, held } = await open()
    const tokens: string[] = []
    for (const delayMs of [20, 60, 120, 200, 300, 450]) {
      const both = [`a-${delayMs}`, `b-${delayMs}`]
      tokens.push(...both)
      const inserts = both.map((token) => warehouse.insert(manyOrders(token, 24), token))
      const settled = Promise.allSettled(inserts)
      await sleep(delayMs)
      await server.goAway()
      await settled
      await server.comeBack()
      await Promise.all(both.map((token) => insertInProcess(token, 24)))
    }
    expect(await held()).toEqual(truthOf(...tokens))
  })

  test('stands once when several processes insert it at the same time', async () => {
    const { held } = await open()
    await Promise.all([1, 2, 3].map(() => insertInProcess('fought over', 12)))
    expect(await held()).toEqual(truthOf('fought over'))
  })
})
