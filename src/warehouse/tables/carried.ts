import type { Catalogue } from '../../events/catalogue.ts'
import { columnOf, contextNames, type EventDefinition } from '../../events/define.ts'
import { type Dimension, dimensions, item, type Measure, payment, typesOf } from '../../measures/define.ts'
import type { State } from '../../measures/state.ts'

/** What every event has, whatever its type. */
const always: readonly Dimension[] = ['producer', 'type', 'action']

/** Whether events of a type say a dimension: by themselves, by their lines, or by the payment of their order. */
export function carries(event: EventDefinition, dimension: Dimension): boolean {
  if (always.includes(dimension)) return true
  if (contextNames.some((name) => name === dimension)) return event.context.includes(dimension)
  const columns = Object.keys(event.columns)
  if (columns.some((field) => columnOf(field) === dimension)) return true
  if (item.includes(dimension) && columns.includes('items')) return true
  if (dimension === 'lot' && columns.includes('lots')) return true
  return payment.includes(dimension) && event.requires.includes('order_id')
}

/** The dimensions that events of a type can be cut by. */
export const carriedBy = (event: EventDefinition): Dimension[] => dimensions.filter((it) => carries(event, it))

/**
 * Throws where a measure allows a dimension that none of the events of one of its sums or states carries: its figure would
 * be 0 under every value, and nothing would say that this is no answer.
 */
export function checkCarried({ id, sums, states, dimensions }: Measure, catalogue: Catalogue): void {
  const check = (types: readonly string[] | undefined, across: readonly Dimension[] = []) => {
    const events = types === undefined ? [...catalogue.values()] : types.flatMap((type) => catalogue.get(type) ?? [])
    if (events.length === 0) return
    const missing = dimensions.filter((it) => !across.includes(it) && !events.some((event) => carries(event, it)))
    if (missing.length > 0) throw new Error(`${id} allows ${missing}, which none of its events (${types}) carries`)
  }
  for (const sum of Object.values(sums)) check(typesOf(sum), sum.across)
  for (const state of Object.values(states)) check(typesOfState(state))
}

/** The event types that a state is derived from; undefined for all. */
function typesOfState(state: State): readonly string[] | undefined {
  if ('series' in state) return [state.series.type]
  if (state.kind === 'unfollowed' || state.kind === 'variation') return [state.when.type ?? []].flat()
  return undefined
}
