import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createAnalyst, dropAnalyst, permitAnalyst } from '../../src/warehouse/analysts.ts'
import { type Engine, openEngine } from '../../src/warehouse/engine/engine.ts'
import { layoutOf } from '../../src/warehouse/engine/layout.ts'

/** Statements about users, which the engine reads here and a server carries out: the embedded one has no users. */
let engine: Engine
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'analysts-'))
  engine = await openEngine({ path: folder })
})
afterAll(async () => {
  await engine.close()
  await rm(folder, { recursive: true })
})

const tables = { database: 'pocm', tables: ['events', 'rollup_total_1'], views: ['kpi_daily'], serviceUser: 'ser`vice' }
const analyst = { name: 'ana', tenantId: "o'neill \\ co", password: "pass'word\\" }

describe.each([undefined, "clu'ster"])('on cluster %s', (cluster) => {
  const layout = layoutOf(cluster)
  const permitted = permitAnalyst(analyst, tables, layout)

  test('ClickHouse reads every statement as it is meant', async () => {
    for (const statement of [createAnalyst(analyst, layout), ...permitted, ...dropAnalyst('ana', tables, layout)]) {
      const { data } = await engine.read(`EXPLAIN AST ${statement}`)
      expect(data.length, statement).toBeGreaterThan(0)
    }
  })

  test('a table is granted only behind a policy of the tenant, and the service continues to see all', () => {
    for (const table of tables.tables) {
      const of = permitted.filter((statement) => statement.includes(`\`pocm\`.\`${table}\``))
      expect(of.map((statement) => statement.split(' ').slice(0, 3).join(' '))).toEqual([
        'CREATE ROW POLICY',
        'CREATE ROW POLICY',
        cluster === undefined ? 'GRANT SELECT ON' : 'GRANT ON CLUSTER',
      ])
      expect(of[0]).toContain('USING 1 TO `ser\\`vice`')
      expect(of[1]).toContain("USING tenant_id = 'o\\'neill \\\\ co' TO `ana`")
    }
  })
})

test('the user only reads, for so long and so much', () => {
  expect(createAnalyst(analyst, layoutOf(undefined)).split(' SETTINGS ')[1]?.split(', ')).toEqual([
    'readonly = 2',
    'max_execution_time = 30 MAX 30',
    'max_memory_usage = 2000000000 MAX 2000000000',
    'max_rows_to_read = 2000000000 MAX 2000000000',
  ])
})
