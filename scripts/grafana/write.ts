/** npm run grafana: writes the dashboards of deploy/grafana from the measures. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { loadCatalogue } from '../../src/events/catalogue.ts'
import { loadMeasures } from '../../src/measures/catalogue.ts'
import { dashboardFiles } from './dashboards.ts'

const folder = join(import.meta.dirname, '../../deploy/grafana/dashboards')
for (const [name, text] of dashboardFiles(await loadCatalogue(), await loadMeasures())) {
  await writeFile(join(folder, name), text)
}
