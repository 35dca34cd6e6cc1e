import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { loadCatalogue } from '../../src/events/catalogue.ts'
import { loadMeasures } from '../../src/measures/catalogue.ts'
import { Failure } from '../../src/platform/errors.ts'
import { answerQuery } from '../../src/query/answer.ts'
import { type Engine, openEngine } from '../../src/warehouse/engine/engine.ts'
import { modelOf } from '../../src/warehouse/tables/model.ts'
import { openWarehouse } from '../../src/warehouse/warehouse.ts'
import { until } from '../service.ts'
import { euros, inLogOrder, openTestWarehouse, payment, placed, type TestWarehouse } from './open.ts'

const catalogue = await loadCatalogue()
const measures = await loadMeasures()
const [total, context, line] = modelOf(catalogue, measures, new Set()).rollups.map(({ table }) => table)

const earlier = [placed('o0', 1, 1, { occurred_at: '2026-10-02T12:00:00.000000Z' })]
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
  engine = await openEngine(opened.place)
  await opened.warehouse.insert(earlier, 'earlier')
  await opened.warehouse.insert(batch, 'batch')
})
afterAll(async () => {
  await engine.close()
  await opened.close()
})
beforeEach(() => {
  notes = []
})

/** A warehouse as another process has it, and the batch repeated by it. */
async function takeOver(): Promise<TestWarehouse> {
  const log = { info: (fields: object) => notes.push(fields) }
  const warehouse = inLogOrder(await openWarehouse({ ...opened.place, catalogue, measures, log }))
  await warehouse.insert(batch, 'batch', { repeated: true })
  return warehouse
}

/** Repeats what the engine refuses for now, as a sink does: a server runs one statement of a batch at a time. */
async function untilDone(act: () => Promise<void>): Promise<void> {
  const isRefused = (error: unknown) => error instanceof Failure && error.code === 'warehouse_unavailable'
  await until(() =>
    act().then(
      () => true,
      (error: unknown) => {
        if (isRefused(error)) return false
        throw error
      },
    ),
  )
}

/** Figures of the batch and one earlier order, from events and from each rollup. */
async function figuresOf(warehouse: TestWarehouse) {
  const ask = async (metrics: string[], dimension: string) =>
    (
      await warehouse.ask(
        'acme',
        answerQuery,
        { metrics, dimensions: [dimension], from: '2026-09-01', to: '2026-11-01' },
        euros,
      )
    ).rows
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

describe('a batch that was begun before', () => {
  it.each([
    ['a month of events', "DELETE FROM events WHERE occurred_at < '2026-09-02'"],
    ['the rollup by context', `DELETE FROM ${context} WHERE tenant_id = 'acme' AND toYYYYMM(hour) = 202609`],
    ['the rollup by line', `DELETE FROM ${line} WHERE toDate(hour) != '2026-10-02'`],
    ['the total of another tenant', `DELETE FROM ${total} WHERE tenant_id = 'other'`],
  ])('brings back what a killed insert has lost: %s', async (_, lose) => {
    await engine.run(lose)
    const warehouse = await takeOver()
    expect(await figuresOf(warehouse)).toEqual(right)
    const { totals } = await warehouse.ask(
      'other',
      answerQuery,
      { metrics: ['payment_volume'], from: '2026-10-01', to: '2026-11-01' },
      euros,
    )
    expect(totals).toEqual({ payment_volume: 30 })
    expect(notes).toHaveLength(1)
    await warehouse.close()
  })

  it('leaves alone what is right', async () => {
    const warehouse = await takeOver()
    expect(notes).toEqual([])
    expect(await figuresOf(warehouse)).toEqual(right)
    await warehouse.close()
  })
})

describe('an insert that failed here', () => {
  it('is checked when it is repeated, and no other is', async () => {
    const warehouse = await takeOver()
    const order = placed('o3', 1, 1, { tenant_id: 'failing' })
    await expect(warehouse.insert([{ ...order, id: 'no uuid' }], 'bad')).rejects.toThrow()
    await engine.run(`DELETE FROM ${total} WHERE tenant_id = 'other'`)
    await warehouse.insert(batch, 'batch')
    expect(notes).toEqual([])
    await warehouse.insert([order], 'bad')
    await engine.run(`DELETE FROM ${total} WHERE tenant_id = 'failing'`)
    await warehouse.insert([order], 'bad')
    expect(notes).toEqual([])
    await warehouse.insert(batch, 'batch', { repeated: true })
    expect(notes).toEqual([{ events: 0, hours: 1 }])
    await warehouse.close()
  })
})

describe('mending while others write into the same hours', () => {
  const neighbours = [placed('n1', 5, 10), placed('n2', 1, 20, { occurred_at: '2026-09-01T08:30:00.000000Z' })]
  const both = {
    events: [{ city: null, gmv: 101 }],
    total: [{ currency: 'EUR', gmv: 101 }],
    context: [{ country: null, items_sold: 10 }],
    line: [{ product_id: 'patch-g1', gmv: 101, orders: 5 }],
  }

  it('adds no event of a neighbour whose share of the rollups is still to come', async () => {
    const feeds = [total, context, line].map((table) => `${table}_feed`)
    await engine.run(`DELETE FROM ${total} WHERE toDate(hour) = '2026-10-01' AND tenant_id = 'acme'`)
    for (const feed of feeds) await engine.run(`DETACH TABLE ${feed}`)
    await opened.warehouse.insert(neighbours, 'neighbour')
    for (const feed of feeds) await engine.run(`ATTACH TABLE ${feed}`)
    const warehouse = await takeOver()
    expect((await figuresOf(warehouse)).line).toEqual(right.line)
    await warehouse.insert(neighbours, 'neighbour', { repeated: true })
    expect(await figuresOf(warehouse)).toEqual(both)
    await warehouse.close()
  })

  it('counts once what several complete at the same time', async () => {
    await engine.run("DELETE FROM events WHERE occurred_at < '2026-09-02' AND order_id = 'o2'")
    for (const table of [total, context, line]) await engine.run(`DELETE FROM ${table} WHERE toYYYYMM(hour) = 202609`)
    const again = () => untilDone(() => opened.warehouse.insert(batch, 'batch', { repeated: true }))
    const beside = () => untilDone(() => opened.warehouse.insert(neighbours, 'neighbour', { repeated: true }))
    await Promise.all([again(), beside(), again(), beside(), again()])
    expect(await figuresOf(opened.warehouse)).toEqual(both)
  })
})
