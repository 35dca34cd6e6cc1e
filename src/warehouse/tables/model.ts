import { type Catalogue, personActionsOf } from '../../events/catalogue.ts'
import type { Measures } from '../../measures/catalogue.ts'
import type { Condition } from '../../measures/condition.ts'
import { item, type Measure, typesOf } from '../../measures/define.ts'
import type { Engine } from '../engine/engine.ts'
import { type Columns, lineColumns } from '../sql/relation.ts'
import { checkCarried } from './carried.ts'
import { type DayTable, dayTablesOf } from './day-table.ts'
import { type Rollup, rollupsOf } from './rollup.ts'
import { tableColumns } from './schema.ts'

/** What the warehouse holds, as far as planning needs it. */
export interface Model {
  readonly measures: Measures
  readonly columns: Columns
  /** Names of the time zones that the engine can cut by. */
  readonly zones: ReadonlySet<string>
  /** The smallest first. */
  readonly rollups: readonly Rollup[]
  /** The smallest first. */
  readonly dayTables: readonly DayTable[]
  /** The events that a person causes. */
  readonly byPerson: Condition
  /** Event types whose events have lines. */
  readonly lined: ReadonlySet<string>
  /** Event types that always say how they were paid; all others have it from their order. */
  readonly selfPaid: ReadonlySet<string>
}

/** What event types and measures make of the warehouse; its first rollup has every event in it. */
export function modelOf(
  catalogue: Catalogue,
  measures: Measures,
  zones: ReadonlySet<string>,
): Model & { rollups: [Rollup, ...Rollup[]] } {
  const { written, computed } = tableColumns(catalogue)
  const columns = new Set([...written.keys(), ...computed.keys()])
  const types = [...catalogue.values()]
  const lined = new Set(types.filter(({ columns }) => 'items' in columns || 'lots' in columns).map(({ type }) => type))
  for (const measure of measures.values()) {
    checkLines(measure, lined)
    checkCarried(measure, catalogue)
  }
  const byPerson = causedByPersons(catalogue)
  const paid = types.filter(({ data }) => data.gateway?.required === true && data.method?.required === true)
  return {
    measures,
    zones,
    columns,
    rollups: rollupsOf(measures, columns, byPerson),
    dayTables: dayTablesOf(measures, columns),
    byPerson,
    lined,
    selfPaid: new Set(paid.map(({ type }) => type)),
  }
}

function causedByPersons(catalogue: Catalogue): Condition {
  const actions = [...personActionsOf(catalogue)]
  const pairs = actions.flatMap(([type, names]) => names.map((action) => `('${type}', '${action}')`))
  return { type: actions.map(([type]) => type), where: `(toString(type), toString(action)) IN (${pairs.join(', ')})` }
}

/** By lines, an event stands once for each: only what lines say may be added, and only ids may be counted. */
function checkLines({ id, sums, dimensions }: Measure, lined: ReadonlySet<string>): void {
  if (!dimensions.some((dimension) => item.includes(dimension))) return
  for (const sum of Object.values(sums)) {
    const types = typesOf(sum)
    const byLine = types === undefined || types.some((type) => lined.has(type))
    if (byLine && sum.kind !== 'distinct' && !lineColumns.includes(sum.of)) {
      throw new Error(`${id} would count an event once per line; it may not allow ${item.join(', ')}`)
    }
  }
}

/** The time zones that the engine knows; newly founded ones reach it later than Node.js. */
export async function readZones(engine: Engine): Promise<ReadonlySet<string>> {
  const { data } = await engine.read('SELECT time_zone FROM system.time_zones')
  return new Set(data.map(([name]) => String(name)))
}
