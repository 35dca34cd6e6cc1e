import { writeFile } from 'node:fs/promises'
import { Command } from 'commander'
import { loadCatalogue } from '../events/catalogue.ts'
import { loadMeasures } from '../measures/catalogue.ts'
import { layoutOf } from '../warehouse/engine/layout.ts'
import { analystDocument } from '../warehouse/tables/analyst-document.ts'
import { analystViews } from '../warehouse/tables/analyst-views.ts'
import { createAll } from '../warehouse/tables/ddl.ts'
import { modelOf } from '../warehouse/tables/model.ts'
import { settingOption } from './setting-option.ts'

/** `pocm warehouse tables`: writes what the views for analysts hold. */
const tablesCommand = () =>
  new Command('tables')
    .description('Write the document of the tables for analysts')
    .argument('[file]', 'where to', 'docs/analysts.md')
    .action(async (file: string) => {
      const [catalogue, measures] = await Promise.all([loadCatalogue(), loadMeasures()])
      await writeFile(file, analystDocument(analystViews(catalogue, modelOf(catalogue, measures, new Set()))))
    })

/** `pocm warehouse ddl`: the statements by which the service makes its tables in ClickHouse. */
export const warehouseCommand = (): Command =>
  new Command('warehouse')
    .description('The tables of the warehouse')
    .addCommand(tablesCommand())
    .addCommand(
      new Command('ddl')
        .description('Print the statements that make the tables of an empty warehouse')
        .addOption(settingOption('--cluster <name>', 'for a replicated cluster of this name', 'CLICKHOUSE_CLUSTER'))
        .action(async ({ cluster }: { cluster?: string }) => {
          const [catalogue, measures] = await Promise.all([loadCatalogue(), loadMeasures()])
          const model = modelOf(catalogue, measures, new Set())
          const { rollups } = model
          const views = analystViews(catalogue, model)
          for (const statement of createAll(catalogue, { rollups, views }, layoutOf(cluster))) {
            process.stdout.write(`${statement};\n\n`)
          }
        }),
    )
