import type { Catalogue } from '../../events/catalogue.ts'
import type { Engine } from '../engine/engine.ts'
import { addColumns, createEvents } from './ddl.ts'
import { tableColumns } from './schema.ts'

/** Creates the events table, or adds the columns that new event types brought. A column is never changed or dropped. */
export async function prepareEvents(engine: Engine, catalogue: Catalogue): Promise<void> {
  const { written, computed } = tableColumns(catalogue)
  for (const statement of createEvents(catalogue, engine.layout)) await engine.run(statement)
  const { data } = await engine.read(
    "SELECT name FROM system.columns WHERE database = currentDatabase() AND table = 'events'",
  )
  const present = new Set(data.map(([name]) => name))
  const added = [...written, ...computed].filter(([name]) => !present.has(name))
  if (added.length === 0) return
  for (const statement of addColumns(added, engine.layout)) await engine.run(statement)
}
