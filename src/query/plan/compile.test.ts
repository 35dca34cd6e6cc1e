import { describe, expect, it } from 'vitest'
import { loadCatalogue } from '../../events/catalogue.ts'
import { loadMeasures } from '../../measures/catalogue.ts'
import { modelOf } from '../../warehouse/tables/model.ts'
import { parse } from '../parse.ts'
import type { QueryRequest } from '../request.ts'
import { compile, compileCurrencies } from './compile.ts'
import { type MoneyMode, plan, planCurrencies } from './plan.ts'

const zones = new Set(['UTC', 'Europe/Madrid', 'Asia/Calcutta'])
const model = modelOf(await loadCatalogue(), await loadMeasures(), zones)
const money = {
  reportingCurrency: 'EUR',
  rates: [{ currency: 'USD', valid_from: '2026-01-01T00:00:00Z', rate: '0.9' }],
}

/** All statements of a request, of its currencies too. */
function statements(request: Partial<QueryRequest>, tenantId = 'acme') {
  const given = { metrics: ['gmv'], from: '2026-10-01', to: '2026-11-01', ...request }
  const question = parse(given, model)
  const modes: MoneyMode[] = ['plain', 'converted', 'apart']
  return [
    ...modes.flatMap((mode) =>
      plan(question, question.range, mode, model).flatMap((part) =>
        part.reads.map((read) => compile(part, read, { tenantId, money, columns: model.columns }, 10)),
      ),
    ),
    ...planCurrencies(question, question.range, model).reads.map((read) =>
      compileCurrencies(planCurrencies(question, question.range, model), read, {
        tenantId,
        money,
        columns: model.columns,
      }),
    ),
  ]
}

const requests: Partial<QueryRequest>[] = [
  {},
  { metrics: [...model.measures.keys()], granularity: 'day', timezone: 'Asia/Kolkata' },
  { metrics: ['gmv', 'returns'], dimensions: ['lot', 'gateway'], granularity: 'week' },
  { metrics: ['search_ctr', 'search_clicks'], dimensions: ['position'], filters: { position: '1', query: 'patch' } },
  { metrics: ['payments_captured'], filters: { gateway: ['stripe'] }, granularity: 'hour' },
  { metrics: ['aov', 'orders'], dimensions: ['currency', 'category'], granularity: 'month' },
]

describe('compile', () => {
  it('reads every table through the tenant, and in one way', () => {
    for (const { sql, params } of requests.flatMap((request) => statements(request))) {
      const tables = sql.match(/FROM (events|rollup_\w+)\b/g) ?? []
      const ofTenant = sql.match(/FROM (events|rollup_\w+) WHERE tenant_id = \{tenant:String\}\)/g) ?? []
      expect(tables.length).toBeGreaterThan(0)
      expect(ofTenant).toEqual(tables.map((table) => `${table} WHERE tenant_id = {tenant:String})`))
      expect(params.tenant).toBe('acme')
    }
  })

  it('writes no value of a request into the SQL', () => {
    const evil = "x') OR 1 = 1 --"
    for (const { sql, params } of statements({ filters: { country: [evil], category: evil } }, evil)) {
      expect(sql).not.toContain('OR 1 = 1')
      expect(params).toMatchObject({ tenant: evil, filter_0: [evil], filter_1: [evil] })
    }
  })

  it('reads only the event types that the sums take', () => {
    const [statement] = statements({ metrics: ['gmv'], filters: { city: 'Madrid' } })
    expect(statement?.sql).toContain("type IN ('order')")
  })
})
