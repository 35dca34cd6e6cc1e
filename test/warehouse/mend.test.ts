import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { loadCatalogue } from '../../src/events/catalogue.ts'
import { loadMeasures } from '../../src/measures/catalogue.ts'
import { type Engine, openEngine } from '../../src/warehouse/engine.ts'
import { stockOf } from '../../src/warehouse/stock.ts'
import { openWarehouse, type Warehouse } from '../../src/warehouse/warehouse.ts'
import { euros, openTestWarehouse, payment, placed } from './open.ts'

const catalogue = await loadCatalogue()
const measures = await loadMeasures()
const [total, context, line] = stockOf(catalogue, measures, new Set()).rollups.map(({ table }) => table)

const batch = [
  placed('o1', 1, 10),
  placed('o2', 2, 10, { occurred_at: '2026-09-01T08:00:00.000000Z' }),
  payment('captured', 30, { tenant_id: 'other' }),
]

let opened: Awaited<ReturnType<typeof openTestWarehouse>>
let engine: Engine
let notes: object[]
beforeAll(async () => {
  opened = await openTestWarehouse()
  engine = await openEngine({ path: opened.path })
  await opened.warehouse.insert([placed('o0', 1, 1)], 'earlier')
  await opened.warehouse.insert(batch, 'batch')
})
afterAll(async () => {
  await engine.close()
  await opened.close()
})
beforeEach(() => {
  notes = []
})

/** As another process would, after this one has been killed: opens the warehouse and repeats the batch. */
async function restart(): Promise<Warehouse> {
  const log = { info: (fields: object) => notes.push(fields) }
  const warehouse = await openWarehouse({ path: opened.path, catalogue, measures, log })
  await warehouse.insert(batch, 'batch')
  return warehouse
}

/** Figures of the batch and one earlier order, from events and from each rollup. */
async function figuresOf(warehouse: Warehouse) {
  const ask = async (metrics: string[], dimension: string) =>
    (await warehouse.query('acme', { metrics, dimensions: [dimension], from: '2026-09-01', to: '2026-11-01' }, euros))
      .rows
  return {
    events: await ask(['gmv'], 'city'),
    total: await ask(['gmv'], 'currency'),
    context: await ask(['items_sold'], 'country'),
    line: await ask(['gmv', 'orders'], 'product_id'),
  }
}
const right = {
  events: [{ city: null, gmv: 31 }],
  total: [{ currency: 'EUR', gmv: 31 }],
  context: [{ country: null, items_sold: 4 }],
  line: [{ product_id: 'patch-g1', gmv: 31, orders: 3 }],
}

describe('the first insert after a start', () => {
  it.each([
    ['a month of events', "DELETE FROM events WHERE occurred_at < '2026-09-02'"],
    ['the rollup by context', `DELETE FROM ${context} WHERE tenant_id = 'acme' AND toYYYYMM(hour) = 202609`],
    ['the rollup by line', `DELETE FROM ${line} WHERE tenant_id = 'acme'`],
    ['the total of another tenant', `DELETE FROM ${total} WHERE tenant_id = 'other'`],
  ])('brings back what a killed insert has lost: %s', async (_, lose) => {
    await engine.run(lose)
    const warehouse = await restart()
    expect(await figuresOf(warehouse)).toEqual(right)
    const { totals } = await warehouse.query(
      'other',
      { metrics: ['payment_volume'], from: '2026-10-01', to: '2026-11-01' },
      euros,
    )
    expect(totals).toEqual({ payment_volume: 30 })
    expect(notes).toHaveLength(1)
    await warehouse.close()
  })

  it('takes away what stands twice', async () => {
    await opened.warehouse.insert(batch, 'the same under another token')
    const warehouse = await restart()
    expect(await figuresOf(warehouse)).toEqual(right)
    await warehouse.close()
  })

  it('leaves alone what is right', async () => {
    const warehouse = await restart()
    expect(notes).toEqual([])
    expect(await figuresOf(warehouse)).toEqual(right)
    await warehouse.close()
  })
})

describe('an insert after one that failed', () => {
  it('is looked at in the same way', async () => {
    const warehouse = await restart()
    await expect(warehouse.insert([{ ...placed('o3', 1, 1), id: 'no uuid' }], 'bad')).rejects.toThrow()
    await engine.run(`DELETE FROM ${total} WHERE tenant_id = 'other'`)
    await warehouse.insert(batch, 'batch')
    expect(notes).toEqual([{ events: 0, hours: 1 }])
    await warehouse.close()
  })
})
