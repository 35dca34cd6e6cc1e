import type { OfSeries, State, Variation } from '../../measures/state.ts'
import type { QueryContext } from '../../warehouse/ask.ts'
import { mostRows, tooManyRows } from '../../warehouse/engine/most-rows.ts'
import type { Model } from '../../warehouse/tables/model.ts'
import { begun, datesIn, dayNumber, daysIn, isMonth } from '../../warehouse/time/buckets.ts'
import type { Part } from '../plan/plan.ts'
import { activeReads, fetchActive } from './active.ts'
import { carryOn } from './carry-forward.ts'
import type { Found } from './found.ts'
import { compileLevels, type SeriesRead } from './levels.ts'
import { compileVariation, readVariation } from './variation.ts'

/** Whether a state is read from the history of a series. */
const isOfSeries = (state: State): state is OfSeries => 'series' in state

/** The states of a part by series, those that are converted apart. */
export function seriesReads({ states, mode }: Part): SeriesRead[] {
  const reads: { series: OfSeries['series']; states: Map<string, OfSeries>; converts: boolean }[] = []
  for (const [name, state] of states) {
    if (!isOfSeries(state)) continue
    const converts = mode === 'converted' && state.money
    const read = reads.find((it) => it.series === state.series && it.converts === converts)
    if (read === undefined) reads.push({ series: state.series, states: new Map([[name, state]]), converts })
    else read.states.set(name, state)
  }
  return reads
}

/**
 * Reads the states of a part.
 * @param limit as in fetch
 * Throws Failure('query_too_large') past 100 000 rows or cells.
 */
export async function fetchStates(part: Part, context: QueryContext, limit?: number): Promise<Found[]> {
  const { columns } = context.model
  const found: Found[] = []
  for (const read of seriesReads(part)) {
    const { sql, params } = compileLevels(part, read, context, mostRows + 1)
    const { data } = await context.engine.read(sql, params)
    const { cells, totals } = carryOn(data, part, read.states, context.now, (limit ?? mostRows) + 1)
    if (data.length > mostRows || (limit === undefined && cells.length > mostRows)) throw tooManyRows()
    found.push({ cells, totals, statement: sql })
  }
  for (const [first, states] of variations(part)) {
    const { sql, params } = compileVariation(part, first, context.tenantId, columns, mostRows + 1)
    const { data } = await context.engine.read(sql, params)
    if (data.length > mostRows) throw tooManyRows()
    found.push({ ...readVariation(data, part, states), statement: sql })
  }
  found.push(...(await fetchActive(part, context)))
  return found
}

/** The variations of a part: those over the same groups are read by one statement. */
function variations({ states }: Part): [Variation, Map<string, Variation>][] {
  const found = new Map<string, [Variation, Map<string, Variation>]>()
  for (const [name, state] of states) {
    if (state.kind !== 'variation') continue
    const groups = JSON.stringify([state.of, state.per, state.when])
    const one = found.get(groups) ?? [state, new Map()]
    one[1].set(name, state)
    found.set(groups, one)
  }
  return [...found.values()]
}

/** Whether some of a part's states are read from events. */
export const readsEvents = (part: Part, now: number, model: Model) =>
  seriesReads(part).length > 0 ||
  variations(part).length > 0 ||
  activeReads(part, now, model).some(({ read }) => !('table' in read.from))

/** What the calendar says of a bucket, by the names of the part's states. */
export function calendarOf({ states, range, granularity, zone }: Part, time: string | null, now: number) {
  const said = new Map<string, number>()
  for (const [name, state] of states) {
    if (state.kind !== 'calendar') continue
    const lastDay = () => dayNumber(datesIn(time, begun(range, now), granularity, zone).last)
    const says = {
      days: () => daysIn(time, range, granularity, zone),
      last_day: lastDay,
      month: () => isMonth(time, range, granularity, zone),
    }
    said.set(name, Number(says[state.says]()))
  }
  return said
}
