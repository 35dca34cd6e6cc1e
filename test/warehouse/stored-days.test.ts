import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { loadCatalogue } from '../../src/events/catalogue.ts'
import { loadMeasures } from '../../src/measures/catalogue.ts'
import { count, defineMeasure } from '../../src/measures/define.ts'
import { answerQuery } from '../../src/query/answer.ts'
import type { QueryRequest } from '../../src/query/request.ts'
import { type Engine, insertClause, openEngine } from '../../src/warehouse/engine/engine.ts'
import { modelOf } from '../../src/warehouse/tables/model.ts'
import { openWarehouse } from '../../src/warehouse/warehouse.ts'
import { inLogOrder, openTestWarehouse, placed } from './open.ts'
import { anyEvent, values } from './random.ts'

/** Tables of days: what they hold is what events say, and what they do not hold any more is not read. */
const catalogue = await loadCatalogue()
const measures = await loadMeasures()
const { dayTables } = modelOf(catalogue, measures, new Set())
const hourMs = 3_600_000
const [kpis] = dayTables as [(typeof dayTables)[0]]

let now = Date.parse('2026-12-01')
let opened: Awaited<ReturnType<typeof openTestWarehouse>>
let engine: Engine
beforeAll(async () => {
  opened = await openTestWarehouse({ catalogue, measures, now: () => now })
  engine = await openEngine(opened.place)
  for (let batch = 0; batch < 4; batch++) {
    await opened.warehouse.insert(fc.sample(anyEvent, { numRuns: 500, seed: batch }), `batch ${batch}`)
  }
  await fillAll()
})
afterAll(async () => {
  await engine.close()
  await opened.close()
})

async function fillAll(): Promise<number> {
  let filled = 0
  for (let days = await opened.warehouse.fillDays(); days > 0; days = await opened.warehouse.fillDays()) filled += days
  return filled
}

const money = {
  reportingCurrency: 'EUR',
  rates: [
    { currency: 'USD', valid_from: '1970-01-01T00:00:00Z', rate: '0.914203' },
    { currency: 'USD', valid_from: '2026-03-29T00:00:00Z', rate: '0.871' },
    { currency: 'GBP', valid_from: '1970-01-01T00:00:00Z', rate: '1.17' },
  ],
}

/** Answers twice: as it is, and while no day is held; the days are put back behind it. */
async function ask(request: QueryRequest, tenant = 'acme') {
  const { meta, ...answer } = await opened.warehouse.ask(tenant, answerQuery, { ...request, explain: true }, money)
  const fromDays = meta.sql?.filter((sql) => sql.includes('stored_days')).length ?? 0
  return { ...answer, fromDays }
}

async function withoutDays(request: QueryRequest, tenant = 'acme') {
  return opened.warehouse.ask(
    tenant,
    (asked, context) => answerQuery(asked, { ...context, model: { ...context.model, dayTables: [], rollups: [] } }),
    request,
    money,
  )
}

/** By what a table of days may be asked, and measures that allow it. */
const cuts = [
  [],
  ['currency'],
  ['campaign'],
  ['channel', 'country'],
  ['city'],
  ['region', 'country'],
  ['firmware'],
  ['wearable_type', 'firmware'],
]
const anyRequest: fc.Arbitrary<QueryRequest> = fc.constantFrom(...cuts).chain((dimensions) => {
  const allowing = [...measures.values()].filter(
    (it) => it.records === undefined && dimensions.every((dimension) => it.dimensions.includes(dimension)),
  )
  const filter = dimensions.filter((dimension) => values[dimension] !== undefined).slice(0, 1)
  return fc.record(
    {
      metrics: fc.uniqueArray(fc.constantFrom(...allowing.map(({ id }) => id)), { minLength: 1, maxLength: 4 }),
      from: fc.constantFrom('2026-03-25', '2026-03-26T10:17:31Z', '2026-03-27'),
      to: fc.constantFrom('2026-04-02', '2026-04-01T18:30:00Z', '2026-04-04'),
      granularity: fc.constantFrom('day', 'week', 'month', 'total', 'total'),
      dimensions: fc.constant(dimensions),
      filters: fc.constantFrom(
        {},
        Object.fromEntries(filter.map((dimension) => [dimension, values[dimension]?.slice(0, 1) ?? []])),
      ),
      timezone: fc.constantFrom('UTC', 'UTC', 'Europe/Madrid', 'Asia/Kolkata'),
      compare: fc.constantFrom('previous_period', 'previous_year'),
      limit: fc.constant(10_000),
    },
    { requiredKeys: ['metrics', 'from', 'to', 'granularity', 'dimensions', 'limit'] },
  )
})

it('gives the same answer as events alone, to the last digit', { timeout: 600_000 }, async () => {
  let fromDays = 0
  await fc.assert(
    fc.asyncProperty(anyRequest, async (request) => {
      const { fromDays: read, ...answer } = await ask(request)
      const { meta: _, ...fromEvents } = await withoutDays(request)
      expect(answer).toEqual(fromEvents)
      fromDays += read
    }),
    { numRuns: 60, seed: 11 },
  )
  expect(fromDays).toBeGreaterThan(25)
})

const march: QueryRequest = { metrics: ['orders', 'gmv'], from: '2026-03-01', to: '2026-03-11' }
const days = Array.from({ length: 10 }, (_, day) => `2026-03-${String(day + 1).padStart(2, '0')}`)
const orderAt = (moment: string, amount: number, tenant_id: string) =>
  placed(`${moment} ${amount}`, 1, amount, {
    tenant_id,
    occurred_at: `${moment}.000000Z`,
    received_at: `${moment}.000001Z`,
  })

/** A tenant of its own with an order of 10 on each of ten days, which are filled. */
async function tenOrders(tenant: string) {
  const orders = days.map((day) => orderAt(`${day}T12:00:00`, 10, tenant))
  await opened.warehouse.insert(orders, tenant)
  await fillAll()
  expect(await ask(march, tenant)).toMatchObject({ totals: { orders: 10, gmv: 100 }, fromDays: 1 })
  return orders
}

it('reads a day to which an event came since from events, until it is filled again', async () => {
  await tenOrders('late')
  await opened.warehouse.insert([orderAt('2026-03-04T09:00:00', 5, 'late')], 'late event')
  expect(await ask(march, 'late')).toMatchObject({ totals: { orders: 11, gmv: 105 }, fromDays: 1 })
  expect(await fillAll()).toBe(dayTables.length)
  expect(await ask(march, 'late')).toMatchObject({ totals: { orders: 11, gmv: 105 }, fromDays: 1 })
})

it('leaves a day alone to which an event came a moment ago, and the day that goes on', async () => {
  await tenOrders('busy')
  const received_at = new Date(now - 60_000).toISOString().replace('Z', '000Z')
  await opened.warehouse.insert([{ ...orderAt('2026-03-04T09:00:00', 5, 'busy'), received_at }], 'just now')
  const today = new Date(now).toISOString().slice(0, 10)
  await opened.warehouse.insert([orderAt(`${today}T00:00:00`, 5, 'busy')], 'today')
  expect(await fillAll()).toBe(0)
  expect(await ask(march, 'busy')).toMatchObject({ totals: { orders: 11, gmv: 105 } })
})

it('counts once what two fill at once, and removes the older filling an hour later', async () => {
  await tenOrders('twice')
  const rows = async () => {
    const { data } = await engine.read(`SELECT count() FROM ${kpis.table} WHERE tenant_id = 'twice'`)
    return Number(data[0]?.[0])
  }
  // A second filling of the same days, with its notes.
  for (const table of [kpis.table, 'stored_days']) {
    const ofTable = table === 'stored_days' ? `AND name = '${kpis.table}'` : ''
    await engine.run(`INSERT INTO ${table} ${insertClause({ insert_deduplicate: 0 })}
      SELECT * REPLACE (made + 1 AS made) FROM ${table} WHERE tenant_id = 'twice' ${ofTable}`)
  }
  expect(await ask(march, 'twice')).toMatchObject({ totals: { orders: 10, gmv: 100 }, fromDays: 1 })
  expect(await rows()).toBe(20)
  now += 2 * hourMs
  await opened.warehouse.insert([orderAt('2026-03-05T12:00:00', 1, 'twice')], 'one more')
  await fillAll()
  expect(await rows()).toBe(10)
  expect(await ask(march, 'twice')).toMatchObject({ totals: { orders: 11, gmv: 101 }, fromDays: 1 })
})

it('does not read a filling that a crash left without a note', async () => {
  await tenOrders('torn')
  await engine.run(`DELETE FROM stored_days WHERE tenant_id = 'torn'`)
  expect(await ask(march, 'torn')).toMatchObject({ totals: { orders: 10, gmv: 100 }, fromDays: 0 })
  expect(await fillAll()).toBe(10 * dayTables.length)
  expect(await ask(march, 'torn')).toMatchObject({ totals: { orders: 10, gmv: 100 }, fromDays: 1 })
})

it('holds nothing any more of a day whose events are written anew', async () => {
  const orders = await tenOrders('mended')
  const [first = orders[0]] = orders
  const other = { ...first, user_id: 'pseudonym', checksum: '77' } as typeof first & object
  const slice = { tenant_id: 'mended', type: 'order', hour: '2026-03-01T12:00:00Z' }
  await opened.warehouse.repair(
    [slice],
    (async function* () {
      yield [other]
    })(),
  )
  for (const table of ['stored_days', ...dayTables.map((it) => it.table)]) {
    const { data } = await engine.read(
      `SELECT count() FROM ${table} WHERE tenant_id = 'mended' AND day = '2026-03-01 00:00:00'`,
    )
    expect([table, Number(data[0]?.[0])]).toEqual([table, 0])
  }
  expect(await ask(march, 'mended')).toMatchObject({ totals: { orders: 10, gmv: 100 } })
  expect(await fillAll()).toBe(dayTables.length)
})

it('finds a day that lost rows, and fills it again', async () => {
  await tenOrders('lost')
  await engine.run(`DELETE FROM ${kpis.table} WHERE tenant_id = 'lost' AND day = '2026-03-07 00:00:00'`)
  const range = { tenantId: 'lost', from: '2026-03-01', to: '2026-03-11' }
  const drift = await opened.warehouse.drift(range)
  const at = { tenant_id: 'lost', hour: '2026-03-07T00:00:00Z' }
  expect(drift).toEqual([{ ...at, rollup: 'kpi_daily', held: 0, due: 1 }])
  // As the comparison asks again, for the hours alone that it found.
  expect(await opened.warehouse.drift({ ...range, from: at.hour, to: '2026-03-07T01:00:00Z' })).toEqual(drift)
  await opened.warehouse.rebuildHours([at])
  expect(await ask(march, 'lost')).toMatchObject({ totals: { orders: 10, gmv: 100 } })
  expect(await fillAll()).toBe(dayTables.length)
  expect(await opened.warehouse.drift(range)).toEqual([])
  expect(await ask(march, 'lost')).toMatchObject({ totals: { orders: 10, gmv: 100 }, fromDays: 1 })
})

it('is made in a warehouse of before, filled from its events, and goes when measures change', async () => {
  await tenOrders('old')
  for (const { table } of dayTables) await engine.run(`DROP TABLE ${table} SYNC`)
  await engine.run('DROP TABLE stored_days SYNC')
  const calls = defineMeasure({
    ...{ id: 'calls', title: 'Calls', question: 'How many?', numerator: 'calls', unit: 'count' },
    sums: { made: count({ type: 'order', action: 'placed' }) },
    dimensions: ['country', 'campaign', 'city', 'currency'],
    compute: ({ made }) => made,
  })
  const tables = async () => {
    const { data } = await engine.read(
      "SELECT name FROM system.tables WHERE database = currentDatabase() AND startsWith(name, 'stored_') ORDER BY name",
    )
    return data.map(([name]) => String(name))
  }
  const place = { ...opened.place, catalogue, now: () => now }
  const again = inLogOrder(await openWarehouse({ ...place, measures }))
  expect(await tables()).toEqual(['stored_days', ...dayTables.map((it) => it.table)].sort())
  while ((await again.fillDays()) > 0);
  await again.close()
  expect(await ask(march, 'old')).toMatchObject({ totals: { orders: 10, gmv: 100 }, fromDays: 1 })
  const changed = inLogOrder(await openWarehouse({ ...place, measures: new Map([...measures, ['calls', calls]]) }))
  await changed.close()
  expect(await tables()).toHaveLength(1 + dayTables.length)
  expect(await tables()).not.toContain(kpis.table)
  const { data } = await engine.read(`SELECT count() FROM stored_days WHERE name = '${kpis.table}'`)
  expect(Number(data[0]?.[0])).toBe(0)
})
