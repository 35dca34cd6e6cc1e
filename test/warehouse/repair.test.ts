import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { StoredEvent } from '../../src/events/envelope.ts'
import { answerQuery } from '../../src/query/answer.ts'
import { answerDimensionValues } from '../../src/query/dimension-values.ts'
import { type Engine, openEngine } from '../../src/warehouse/engine/engine.ts'
import { euros, openTestWarehouse, payment, placed } from './open.ts'

const noon = { tenant_id: 'acme', hour: '2026-10-01T12:00:00Z' }
const october = { from: '2026-10-01', to: '2026-11-01' }
const orders = [placed('o1', 1, 10, { checksum: '-6' }), placed('o2', 1, 20, { checksum: '5' })]
const others = [
  payment('captured', 30, { checksum: '9' }),
  placed('o3', 1, 40, { checksum: '7', occurred_at: '2026-10-01T13:00:00.000000Z' }),
  placed('o4', 1, 50, { checksum: '8', tenant_id: 'other' }),
]

let opened: Awaited<ReturnType<typeof openTestWarehouse>>
let engine: Engine
beforeAll(async () => {
  opened = await openTestWarehouse()
  engine = await openEngine(opened.place)
  await opened.warehouse.insert([...orders, ...others], 'all')
})
afterAll(async () => {
  await engine.close()
  await opened.close()
})

/** Figures from each rollup and from events. */
async function figures() {
  const ask = async (metric: string, dimension: string) =>
    (await opened.warehouse.ask('acme', answerQuery, { metrics: [metric], dimensions: [dimension], ...october }, euros))
      .rows
  return {
    total: await ask('gmv', 'currency'),
    context: await ask('payments_captured', 'gateway'),
    line: await ask('gmv', 'product_id'),
    events: await ask('gmv', 'city'),
  }
}
const right = {
  total: [{ currency: 'EUR', gmv: 70 }],
  context: [{ gateway: 'stripe', payments_captured: 1 }],
  line: [{ product_id: 'patch-g1', gmv: 70 }],
  events: [{ city: null, gmv: 70 }],
}

describe('counts', () => {
  it('gives number and signed XOR of checksums by tenant, type and hour, of one tenant or all', async () => {
    const ofAcme = [
      // -6 XOR 5, in two's complement
      { ...noon, type: 'order', count: 2, checksum: String(-6n ^ 5n), unplaced: 0 },
      { tenant_id: 'acme', hour: '2026-10-01T13:00:00Z', type: 'order', count: 1, checksum: '7', unplaced: 0 },
      { ...noon, type: 'payment', count: 1, checksum: '9', unplaced: 0 },
    ]
    expect(await opened.warehouse.counts({ ...october, tenantId: 'acme' })).toEqual(ofAcme)
    expect(await opened.warehouse.counts(october)).toHaveLength(4)
    expect(await opened.warehouse.counts({ from: '2026-10-01T13:00:00Z', to: '2026-10-02' })).toHaveLength(1)
  })
})

describe('repair', () => {
  const repair = (events: StoredEvent[]) =>
    opened.warehouse.repair(
      [{ ...noon, type: 'order' }],
      (async function* () {
        if (events.length > 0) yield events
      })(),
    )

  it('changes nothing where nothing is wrong, however often', async () => {
    const before = await opened.warehouse.counts(october)
    for (const _ of [1, 2]) await repair(orders)
    expect(await opened.warehouse.counts(october)).toEqual(before)
    expect(await figures()).toEqual(right)
  })

  it('takes away what is too much and brings back what is missing', async () => {
    await opened.warehouse.insert([placed('o9', 1, 1_000)], 'too much')
    await engine.run("DELETE FROM events WHERE order_id = 'o1'")
    await repair(orders)
    expect(await figures()).toEqual(right)
    expect(await opened.warehouse.drift(october)).toEqual([])
  })

  it('removes a slice that the ledger does not have', async () => {
    await repair([])
    expect(await opened.warehouse.counts({ ...october, tenantId: 'acme' })).toHaveLength(2)
    expect((await figures()).total).toEqual([{ currency: 'EUR', gmv: 40 }])
    await repair(orders)
    expect(await figures()).toEqual(right)
  })

  it('repairs rollups that have drifted from their events, which the counts show', async () => {
    await engine.run("DELETE FROM events WHERE type = 'order' AND tenant_id = 'acme' AND order_id != 'o3'")
    expect(await opened.warehouse.drift({ ...october, tenantId: 'acme' })).toEqual([
      { ...noon, rollup: 'total', held: 3, due: 1 },
      { ...noon, rollup: 'context', held: 3, due: 1 },
      { ...noon, rollup: 'line', held: 2, due: 0 },
    ])
    await repair(orders)
    expect(await figures()).toEqual(right)
  })
})

describe('dimensionValues', () => {
  it('lists values with the number of their events, the most frequent first', async () => {
    const given = (country: string, city: string) =>
      payment('failed', 1, { tenant_id: 'shop', context: { country, city } })
    await opened.warehouse.insert([given('ES', 'Madrid'), given('ES', 'Málaga'), given('FR', 'Paris')], 'values')
    const list = (request: object) =>
      opened.warehouse.ask('shop', answerDimensionValues, { dimension: 'country', ...october, limit: 10, ...request })
    expect(await list({})).toEqual([
      { value: 'ES', events: 2 },
      { value: 'FR', events: 1 },
    ])
    expect(await list({ limit: 1 })).toHaveLength(1)
    expect(await list({ dimension: 'city', search: 'mÁ' })).toEqual([{ value: 'Málaga', events: 1 }])
    expect(await list({ dimension: 'gateway' })).toEqual([{ value: 'stripe', events: 3 }])
    expect(await list({ dimension: 'category' })).toEqual([])
    await expect(list({ dimension: 'weather' })).rejects.toMatchObject({ code: 'invalid_request' })
  })
})
