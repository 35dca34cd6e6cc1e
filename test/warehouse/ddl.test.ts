import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadCatalogue } from '../../src/events/catalogue.ts'
import { loadMeasures } from '../../src/measures/catalogue.ts'
import type { Engine } from '../../src/warehouse/engine/engine.ts'
import { openEngine } from '../../src/warehouse/engine/engine.ts'
import { layoutOf } from '../../src/warehouse/engine/layout.ts'
import { analystViews } from '../../src/warehouse/tables/analyst-views.ts'
import {
  addColumns,
  createAll,
  createEvents,
  createRollup,
  deleteFrom,
  dropRollup,
  exchangeRollups,
} from '../../src/warehouse/tables/ddl.ts'
import { modelOf } from '../../src/warehouse/tables/model.ts'
import { openTestWarehouse, placed } from './open.ts'

const catalogue = await loadCatalogue()
const model = modelOf(catalogue, await loadMeasures(), new Set())
const { rollups } = model
const made = { rollups, views: analystViews(catalogue, model) }
const cluster = layoutOf("o'hare")
const onCluster = " ON CLUSTER 'o\\'hare'"

/** Every kind of statement that changes tables or takes rows away. */
const statementsOf = (layout = cluster) => [
  ...createAll(catalogue, made, layout),
  ...addColumns([['weather', 'LowCardinality(String)']], layout),
  ...dropRollup('rollup_old', layout),
  exchangeRollups('rollup_beside', 'rollup_old', layout),
  deleteFrom('events', "tenant_id = 'acme' AND toHour(occurred_at) = 2", layout),
]

describe('the tables of a cluster', () => {
  it('are those of one server, replicated, behind a distributed table of the same name', () => {
    const plain = createAll(catalogue, made, layoutOf(undefined))
    const clustered = createAll(catalogue, made, cluster)
    const fronts = clustered.filter((statement) => statement.includes('ENGINE = Distributed('))
    const asOnOneServer = clustered
      .filter((statement) => !fronts.includes(statement))
      .map((statement) =>
        statement
          .replaceAll(onCluster, '')
          .replaceAll('_local', '')
          .replace(/Replicated(\w+)\('\/clickhouse\/tables\/\{uuid\}\/\{shard\}', '\{replica\}'\)/, '$1')
          .replace(' replicated_deduplication_window', ' non_replicated_deduplication_window'),
      )
    expect(asOnOneServer).toEqual(plain)
    expect(clustered.filter((statement) => statement.includes('ENGINE = Replicated'))).toHaveLength(4)
    expect(fronts.map((statement) => /EXISTS (\w+) ON/.exec(statement)?.[1])).toEqual([
      'events',
      ...rollups.map(({ table }) => table),
    ])
  })

  it('are changed on all of the cluster, and name none on a single server', () => {
    for (const statement of statementsOf()) expect(statement).toContain(onCluster)
    for (const statement of statementsOf(layoutOf(undefined))) {
      expect(statement).not.toMatch(/ON CLUSTER|Replicated|Distributed|_local/)
    }
  })

  it('take columns and lose rows where the rows are', () => {
    expect(addColumns([['weather', 'String']], cluster).map((it) => it.split(' ON ')[0])).toEqual([
      'ALTER TABLE events_local',
      'ALTER TABLE events',
    ])
    expect(deleteFrom('events', '1', cluster)).toMatch(/^DELETE FROM events_local ON/)
    expect(exchangeRollups('a', 'b', cluster)).toMatch(/^EXCHANGE TABLES a_local AND b_local ON/)
  })
})

describe('statements for a cluster, which cannot run here', () => {
  let opened: Awaited<ReturnType<typeof openTestWarehouse>>
  let engine: Engine
  beforeAll(async () => {
    opened = await openTestWarehouse()
    engine = await openEngine(opened.place)
  })
  afterAll(async () => {
    await engine.close()
    await opened.close()
  })

  it('are understood by the engine', async () => {
    const kill = `KILL QUERY${onCluster} WHERE initial_query_id = 'token' SYNC`
    for (const statement of [...statementsOf(), kill]) await engine.run(`EXPLAIN AST ${statement}`)
    await expect(engine.run('EXPLAIN AST CREATE TABLE a ON CLUSTER (n UInt8)')).rejects.toThrow(/Syntax error/)
  })

  it('put the events of an hour and their share of a rollup on the same shard', async () => {
    const keyOf = (statements: string[]) => /cityHash64\(.*\)(?=\)$)/.exec(statements.at(-1) ?? '')?.[0]
    const ofEvents = keyOf(createEvents(catalogue, cluster))
    const ofRollup = keyOf(createRollup(rollups[0], cluster))
    const at = (occurred_at: string) => placed(occurred_at, 1, 1, { occurred_at })
    const ofOneHour = [at('2026-10-01T12:00:00.000000Z'), at('2026-10-01T12:59:59.999999Z')]
    await opened.warehouse.insert([...ofOneHour, at('2026-10-01T13:00:00.000000Z')], 'orders')
    const { data } = await engine.read(`
      SELECT count(), uniqExact(shard) FROM (
        SELECT ${ofEvents} AS shard FROM events UNION ALL SELECT ${ofRollup} FROM ${rollups[0].table})`)
    expect(data[0]?.map(Number)).toEqual([5, 2])
  })
})
