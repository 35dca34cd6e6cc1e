import { join } from 'node:path'
import { loadCatalogue } from '../../src/events/catalogue.ts'
import { loadMeasures } from '../../src/measures/catalogue.ts'
import { openLog } from '../../src/platform/log.ts'
import { openDatabase } from '../../src/postgres/database.ts'
import { openWarehouse } from '../../src/warehouse/warehouse.ts'

/** `make.ts FOLDER`: makes both embedded stores in the folder, migrated and empty. A process of its own: chDB opens one folder in each. */
const [folder = ''] = process.argv.slice(2)
const log = openLog('error')
const fail = (error: Error) => {
  throw error
}
const [catalogue, measures] = [await loadCatalogue(), await loadMeasures()]
const [ledger, warehouse] = await Promise.all([
  openDatabase({ dataDir: folder, databaseUrl: undefined }, log, fail),
  openWarehouse({ path: join(folder, 'clickhouse'), catalogue, measures, log }),
])
await Promise.all([ledger.close(), warehouse.close()])
