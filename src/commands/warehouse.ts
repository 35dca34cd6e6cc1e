import { Command } from 'commander'
import { loadCatalogue } from '../events/catalogue.ts'
import { loadMeasures } from '../measures/catalogue.ts'
import { layoutOf } from '../warehouse/engine/layout.ts'
import { createAll } from '../warehouse/tables/ddl.ts'
import { modelOf } from '../warehouse/tables/model.ts'
import { settingOption } from './setting-option.ts'

/** `pocm warehouse ddl`: the statements by which the service makes its tables in ClickHouse. */
export const warehouseCommand = (): Command =>
  new Command('warehouse').description('The tables of the warehouse').addCommand(
    new Command('ddl')
      .description('Print the statements that make the tables of an empty warehouse')
      .addOption(settingOption('--cluster <name>', 'for a replicated cluster of this name', 'CLICKHOUSE_CLUSTER'))
      .action(async ({ cluster }: { cluster?: string }) => {
        const [catalogue, measures] = await Promise.all([loadCatalogue(), loadMeasures()])
        const { rollups } = modelOf(catalogue, measures, new Set())
        for (const statement of createAll(catalogue, rollups, layoutOf(cluster))) {
          process.stdout.write(`${statement};\n\n`)
        }
      }),
  )
