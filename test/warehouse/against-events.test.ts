import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { loadCatalogue, personActionsOf } from '../../src/events/catalogue.ts'
import { isRecorded, loadMeasures } from '../../src/measures/catalogue.ts'
import { type Dimension, dimensions, item, type Measure } from '../../src/measures/define.ts'
import { answerQuery } from '../../src/query/answer.ts'
import type { QueryAnswer, QueryRequest } from '../../src/query/request.ts'
import { type Engine, openEngine } from '../../src/warehouse/engine/engine.ts'
import { readCoverage } from '../../src/warehouse/sql/coverage.ts'
import type { Money } from '../../src/warehouse/sql/money.ts'
import { noTrustedDays } from '../../src/warehouse/sql/trusted-days.ts'
import { type Model, modelOf, readZones } from '../../src/warehouse/tables/model.ts'
import { amountColumns, type Rollup } from '../../src/warehouse/tables/rollup.ts'
import { business, range, valuesOf } from './against-events/business.ts'
import { references, rowsThat } from './against-events/reference.ts'
import { readBy } from './against-events/rows.ts'
import { openTestWarehouse } from './open.ts'

/**
 * Every measure by every dimension and every filter, over one business that events of all types and actions make up,
 * against what a plain loop over the events as they were sent comes to.
 */
const catalogue = await loadCatalogue()
const measures = await loadMeasures()
const ofEvents = [...measures.values()].filter((measure) => !isRecorded(measure))
const personActions = personActionsOf(catalogue)
const money: Money = {
  reportingCurrency: 'EUR',
  rates: [{ currency: 'USD', valid_from: '1970-01-01T00:00:00Z', rate: '0.5' }],
}
type Rate = (currency: string) => number
const inEuros: Rate = (currency) => (currency === 'USD' ? 0.5 : 1)
const asItIs: Rate = () => 1

const events = business(catalogue, 20_261_001)
const { lines, whole } = readBy(events, catalogue)
const readAs = (filters: Filters) => (filters.some(([name]) => item.includes(name)) ? lines : whole)

let opened: Awaited<ReturnType<typeof openTestWarehouse>>
let engine: Engine
let model: Model
beforeAll(async () => {
  opened = await openTestWarehouse({ catalogue, measures })
  engine = await openEngine(opened.place)
  model = modelOf(catalogue, measures, await readZones(engine))
  await opened.warehouse.insert(events, 'business')
})
afterAll(async () => {
  await engine.close()
  await opened.close()
})

const coverage = async () => {
  const [total] = model.rollups as [Rollup]
  return readCoverage(engine, total.table, 'acme', amountColumns(total))
}
const ask = (question: Partial<QueryRequest>, rollups = model.rollups) =>
  answerQuery(
    { ...range, metrics: [], ...question },
    {
      ...{ engine, tenantId: 'acme', catalogue, money, coverage, trustedDays: async () => noTrustedDays },
      ...{ model: { ...model, rollups }, now: Date.parse('2026-12-01') },
    },
  )

type Filters = readonly (readonly [Dimension, string])[]
const asked = (filters: Filters) => Object.fromEntries(filters.map(([name, value]) => [name, value || null]))

/** What a measure comes to over the events that agree with the filters. */
function byHand(id: string, filters: Filters, rate = inEuros) {
  const reference = references[id]
  if (reference === undefined) throw new Error(`test/warehouse/against-events/reference.ts lacks ${id}`)
  return reference(rowsThat(readAs(filters), filters, personActions, rate))
}

type Value = QueryAnswer['totals'][string]
/** Rounded to nine digits: quotients of the same numbers may differ in the last. */
const rounded = (value: Value | undefined): Value =>
  typeof value === 'number' ? Number(value.toPrecision(9)) : (value ?? null)
const isNothing = (value: Value) => !(Array.isArray(value) ? value.some((it) => it !== 0) : value)

const idsOf = (some: readonly Measure[]) => some.map(({ id }) => id)
const allowing = (...asked: Dimension[]) => ofEvents.filter((it) => asked.every((name) => it.dimensions.includes(name)))
const sent = (dimension: Dimension) =>
  dimension === 'type' || dimension === 'action'
    ? [...new Set(events.map((event) => event[dimension]))]
    : [...valuesOf(dimension), '']

/** Holds totals against the events. */
function compare(totals: Readonly<Record<string, Value>>, metrics: readonly string[], filters: Filters) {
  for (const id of metrics) {
    expect(rounded(totals[id]), `${id} of ${JSON.stringify(asked(filters))}`).toEqual(rounded(byHand(id, filters)))
  }
}

/** Holds a group against the events; one of nothing but zeros has no row. By currency each amount stands in its own. */
function compareGroup(row: QueryAnswer['rows'][number] = {}, metrics: readonly string[], filters: Filters, rate: Rate) {
  for (const id of metrics) {
    const expected = rounded(byHand(id, filters, rate))
    const told = rounded(row[id] as Value | undefined)
    const isAbsent = told === null && isNothing(expected)
    expect(isAbsent ? expected : told, `${id}, the group of ${JSON.stringify(asked(filters))}`).toEqual(expected)
  }
}

/** The rows of a question by one dimension, by its values; each is one that some event carries. */
async function chunksOf(dimension: Dimension, metrics: readonly string[], others: Filters) {
  const { rows, totals } = await ask({ metrics: [...metrics], dimensions: [dimension], filters: asked(others) })
  const groups = new Map(rows.map((row) => [String(row[dimension] ?? ''), row]))
  expect([...groups.keys()].filter((value) => !sent(dimension).includes(value))).toEqual([])
  return { groups, totals }
}

test('every measure of events has a reference', () => {
  expect(Object.keys(references).sort()).toEqual(idsOf(ofEvents).sort())
})

test('totals are what the events come to, by rollups and without', async () => {
  for (const rollups of [model.rollups, []]) {
    compare((await ask({ metrics: idsOf(ofEvents) }, rollups)).totals, idsOf(ofEvents), [])
  }
})

const cut = dimensions.filter((it) => allowing(it).length > 0)

describe.each(cut)('by %s', (dimension) => {
  const rate = dimension === 'currency' ? asItIs : inEuros

  it('each group has the value of its filter, and both have that of the events', async () => {
    const metrics = idsOf(allowing(dimension))
    const { groups, totals } = await chunksOf(dimension, metrics, [])
    // Amounts in different currencies have no total.
    if (dimension !== 'currency') compare(totals, metrics, [])
    for (const value of sent(dimension)) compareGroup(groups.get(value), metrics, [[dimension, value]], rate)
    for (const value of [sent(dimension)[0] ?? '', ...(sent(dimension).includes('') ? [''] : [])]) {
      const filters: Filters = [[dimension, value]]
      compare((await ask({ metrics, filters: asked(filters) })).totals, metrics, filters)
    }
  })

  it('the same among the events that another filter leaves', async () => {
    // Each measure with one filter beside: the next of its dimensions, so that all come in turn.
    const beside = new Map<Dimension, Measure[]>()
    for (const measure of allowing(dimension)) {
      const next = measure.dimensions[(measure.dimensions.indexOf(dimension) + 1) % measure.dimensions.length]
      if (next !== undefined && next !== dimension) beside.set(next, [...(beside.get(next) ?? []), measure])
    }
    for (const [other, some] of beside) {
      const filters: Filters = [[other, sent(other)[0] ?? '']]
      const { groups, totals } = await chunksOf(dimension, idsOf(some), filters)
      if (dimension !== 'currency') compare(totals, idsOf(some), filters)
      for (const [value, row] of groups) compareGroup(row, idsOf(some), [...filters, [dimension, value]], rate)
    }
  })

  it('is refused for measures whose events do not carry it', async () => {
    const refused = ofEvents.filter((measure) => !measure.dimensions.includes(dimension))
    for (const { id } of refused) {
      for (const question of [{ dimensions: [dimension] }, { filters: { [dimension]: 'any' } }]) {
        await expect(ask({ metrics: [id], ...question }), id).rejects.toMatchObject({ code: 'dimension_not_allowed' })
      }
    }
    expect(refused.length).toBeLessThan(ofEvents.length)
  })
})
