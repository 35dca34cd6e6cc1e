import { randomBytes } from 'node:crypto'
import { Command } from 'commander'
import { loadCatalogue } from '../events/catalogue.ts'
import { loadMeasures } from '../measures/catalogue.ts'
import { type Config, readConfig } from '../platform/config.ts'
import { createAnalyst, dropAnalyst, permitAnalyst, type ReadTables } from '../warehouse/analysts.ts'
import { type Engine, openEngine } from '../warehouse/engine/engine.ts'
import { analystViews } from '../warehouse/tables/analyst-views.ts'
import { modelOf } from '../warehouse/tables/model.ts'

const print = (line: string) => process.stdout.write(`${line}\n`)

const namePattern = /^[A-Za-z0-9_-]{1,60}$/

/** @throws Error where it is no name that ClickHouse, a policy and a quota may have alike */
function checkName(name: string): string {
  if (!namePattern.test(name)) throw new Error('the name has 1 to 60 letters, digits, _ or -')
  return name
}

/** The tables with rows of events or their sums, as they are now, and the views over them. */
async function readTables(engine: Engine): Promise<ReadTables> {
  const [catalogue, measures] = await Promise.all([loadCatalogue(), loadMeasures()])
  const model = modelOf(catalogue, measures, new Set())
  const { data } = await engine.read('SELECT currentDatabase(), currentUser()')
  const [database, serviceUser] = (data[0] ?? []).map(String) as [string, string]
  const names = ['events', ...model.rollups.map(({ table }) => table)]
  const tables = [...new Set(names.flatMap((name) => [name, engine.layout.local(name)]))]
  return { database, serviceUser, tables, views: analystViews(catalogue, model).map(({ name }) => name) }
}

async function withServer(act: (engine: Engine, tables: ReadTables) => Promise<void>): Promise<void> {
  const { clickhouseUrl: url, clickhouseCluster: cluster }: Config = readConfig()
  if (url === undefined) throw new Error('CLICKHOUSE_URL is not set: the embedded warehouse has no users of its own')
  const engine = await openEngine({ url, cluster })
  try {
    await act(engine, await readTables(engine))
  } finally {
    await engine.close()
  }
}

async function runAll(engine: Engine, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await engine.run(statement)
}

/** `pocm analyst create|renew|remove`: who may read a tenant's rows in ClickHouse itself. */
export const analystCommand = (): Command =>
  new Command('analyst')
    .description(
      'Users of ClickHouse who read the events and figures of one tenant; needs CLICKHOUSE_URL of a user who may make users',
    )
    .addCommand(
      new Command('create')
        .description('Make one, or give one of this name another password, which is printed')
        .argument('<name>', 'letters, digits, _ and -', checkName)
        .requiredOption('--tenant <id>', 'whose rows')
        .action(async (name: string, { tenant }: { tenant: string }) => {
          await withServer(async (engine, tables) => {
            const password = randomBytes(24).toString('base64url')
            const analyst = { name, tenantId: tenant, password }
            await engine.run(createAnalyst(analyst, engine.layout))
            await runAll(engine, permitAnalyst(analyst, tables, engine.layout))
            print(password)
          })
        }),
    )
    .addCommand(
      new Command('renew')
        .description('Permit one to read the tables as they are since an upgrade; the password stays')
        .argument('<name>', 'as it was created', checkName)
        .requiredOption('--tenant <id>', 'whose rows')
        .action(async (name: string, { tenant }: { tenant: string }) => {
          await withServer(async (engine, tables) => {
            await runAll(engine, permitAnalyst({ name, tenantId: tenant }, tables, engine.layout))
            print(`${name} reads ${tables.views.join(', ')}`)
          })
        }),
    )
    .addCommand(
      new Command('remove').argument('<name>', 'as it was created', checkName).action(async (name: string) => {
        await withServer(async (engine, tables) => {
          await runAll(engine, dropAnalyst(name, tables, engine.layout))
          print(`${name} is removed`)
        })
      }),
    )
