import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadCatalogue } from '../../src/events/catalogue.ts'
import { loadMeasures, partsOf } from '../../src/measures/catalogue.ts'
import type { Dimension } from '../../src/measures/define.ts'
import { answerQuery } from '../../src/query/answer.ts'
import type { QueryRequest } from '../../src/query/request.ts'
import { type Engine, openEngine } from '../../src/warehouse/engine/engine.ts'
import { readCoverage } from '../../src/warehouse/sql/coverage.ts'
import type { Money } from '../../src/warehouse/sql/money.ts'
import { noTrustedDays } from '../../src/warehouse/sql/trusted-days.ts'
import { type Model, modelOf, readZones } from '../../src/warehouse/tables/model.ts'
import { amountColumns, type Rollup } from '../../src/warehouse/tables/rollup.ts'
import { openTestWarehouse } from './open.ts'
import { anyEvent, values } from './random.ts'

const catalogue = await loadCatalogue()
const measures = await loadMeasures()

let opened: Awaited<ReturnType<typeof openTestWarehouse>>
let engine: Engine
let model: Model
beforeAll(async () => {
  opened = await openTestWarehouse({ catalogue, measures })
  engine = await openEngine(opened.place)
  model = modelOf(catalogue, measures, await readZones(engine))
  for (let batch = 0; batch < 6; batch++) {
    const events = fc.sample(anyEvent, { numRuns: 500, seed: batch })
    await opened.warehouse.insert(events, `batch ${batch}`)
  }
})
afterAll(async () => {
  await engine.close()
  await opened.close()
})

const zones = ['UTC', 'Europe/Madrid', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'Pacific/Auckland']
const starts = ['2026-03-20', '2026-03-29', '2026-04-01T06:00:00Z']
const ends = ['2026-10-22', '2026-10-25', '2026-11-02T01:00:00+01:00', '2026-11-02T00:30:00Z']
/** What rollups are cut by, so that most requests can be answered by one. */
const often = ['country', 'channel', 'device_type', 'gateway', 'method', 'currency', 'category', 'brand', 'product_id']

/** Measures of which rollups keep all: others come from events anyway, or from the service's own records. */
const kept = [...measures.values()].filter(({ id }) =>
  partsOf(measures, id).every(
    ({ sums, states, dimensions }) =>
      dimensions.includes('country') &&
      Object.values(sums).every(({ fromEvents }) => fromEvents !== true) &&
      Object.values(states).every(({ kind }) => kind === 'active' || kind === 'calendar'),
  ),
)

/** Some metrics, and dimensions and filters that all of them allow. */
const anyRequest: fc.Arbitrary<QueryRequest> = fc
  .uniqueArray(fc.constantFrom(...kept), { minLength: 1, maxLength: 4 })
  .chain((metrics) => {
    const allowed = metrics.reduce<readonly Dimension[]>(
      (dimensions, metric) => dimensions.filter((dimension) => metric.dimensions.includes(dimension)),
      Object.keys(values),
    )
    const short = allowed.filter((dimension) => often.includes(dimension))
    const dimension = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...short) }, fc.constantFrom(...allowed))
    return fc.record(
      {
        metrics: fc.constant(metrics.map(({ id }) => id)),
        from: fc.constantFrom(...starts),
        to: fc.constantFrom(...ends),
        granularity: fc.constantFrom('hour', 'day', 'week', 'month', 'total'),
        timezone: fc.constantFrom(...zones),
        dimensions: fc.uniqueArray(dimension, { maxLength: 2 }),
        filters: fc
          .uniqueArray(dimension, { maxLength: 2 })
          .chain((names) =>
            fc.record(
              Object.fromEntries(
                names.map((name) => [
                  name,
                  fc.uniqueArray(fc.constantFrom(null, ...(values[name] ?? [])), { minLength: 1 }),
                ]),
              ),
            ),
          ),
        order_by: fc.constantFrom(...metrics.map(({ id }) => `-${id}`)),
        limit: fc.constantFrom(3, 10_000),
        compare: fc.constantFrom('previous_period', 'previous_year'),
      },
      { requiredKeys: ['metrics', 'from', 'to'] },
    )
  })

const anyMoney: fc.Arbitrary<Money> = fc.constantFrom(
  { reportingCurrency: 'EUR', rates: [] },
  {
    reportingCurrency: 'EUR',
    rates: [
      { currency: 'USD', valid_from: '1970-01-01T00:00:00Z', rate: '0.914203' },
      { currency: 'USD', valid_from: '2026-06-01T00:00:00Z', rate: '0.871' },
      { currency: 'GBP', valid_from: '1970-01-01T00:00:00Z', rate: '1.17' },
    ],
  },
)

describe('rollups and events', () => {
  it('give the same answer to the last digit', { timeout: 600_000 }, async () => {
    let fromRollups = 0
    await fc.assert(
      fc.asyncProperty(anyRequest, anyMoney, async (request, money) => {
        const [total] = model.rollups as [Rollup]
        const coverage = () => readCoverage(engine, total.table, 'acme', amountColumns(total))
        const now = Date.parse('2026-12-01')
        const trustedDays = async () => noTrustedDays
        const context = { engine, tenantId: 'acme', catalogue, model, money, now, coverage, trustedDays }
        const planned = await answerQuery(request, context)
        const { meta, ...fromEvents } = await answerQuery(request, { ...context, model: { ...model, rollups: [] } })
        expect(planned).toMatchObject(fromEvents)
        expect(planned.meta.currency).toBe(meta.currency)
        if (planned.meta.source === 'rollup' && planned.rows.length > 0) fromRollups += 1
      }),
      { numRuns: 60, seed: 7 },
    )
    expect(fromRollups).toBeGreaterThan(15)
  })
})
