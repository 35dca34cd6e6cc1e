import { partsOf } from '../measures/catalogue.ts'
import type { Condition } from '../measures/condition.ts'
import { type Dimension, distinct, type Measure, type Sum, type SumValue, sumName } from '../measures/define.ts'
import type { QueryContext } from '../warehouse/ask.ts'
import type { Range } from '../warehouse/time/range.ts'
import { fetch } from './fetch.ts'
import type { ValueRow } from './format.ts'
import type { Cell } from './plan/cells.ts'
import { plan } from './plan/plan.ts'
import type { Question } from './plan/question.ts'

/** Event types that concern a person's health. */
const medicalTypes: ReadonlySet<string> = new Set(['adverse_event', 'dose', 'patch', 'telemetry'])

/** Who stands behind an event: its device, else its person; an event that names neither stands for itself. */
const device = "if(device_id != '', device_id, if(user_id != '', user_id, toString(id)))"

/** What a measure rests on: of each part of it that is medical, how many devices stand behind its sums and states. */
type Support = readonly (readonly string[])[]

/** Which figures of a period may be shown. */
export interface SmallCells {
  readonly isHidden: (row: ValueRow, metric: string) => boolean
  readonly isTotalHidden: (metric: string) => boolean
}

const conditionsOf = ({ sums, states }: Measure): Condition[] => [
  ...Object.values(sums).map(({ when }) => when),
  ...Object.values(states).flatMap((state) => ('when' in state ? [state.when] : [])),
]

const isMedical = ({ type }: Condition): boolean =>
  type !== undefined && [type].flat().every((it) => medicalTypes.has(it))

/** A measure of nothing but the devices behind the medical parts of others, and which of its sums each of them rests on. */
function supportOf(metrics: readonly Measure[], { measures }: QueryContext['model']) {
  const sums: Record<string, Sum> = {}
  const names = new Map<string, string>()
  const nameOf = (when: Condition) => {
    const key = JSON.stringify(when)
    const name = names.get(key) ?? `devices_${names.size}`
    names.set(key, name)
    sums[name] = distinct(device, when)
    return name
  }
  const supports = new Map<string, Support>()
  for (const metric of metrics) {
    const parts = partsOf(measures, metric.id).map((part) => conditionsOf(part).filter(isMedical))
    const medical = parts.filter((conditions) => conditions.length > 0)
    if (medical.length > 0)
      supports.set(
        metric.id,
        medical.map((conditions) => conditions.map(nameOf)),
      )
  }
  const measure: Measure = {
    ...{ id: 'small_cells', title: '', question: '', numerator: '', denominator: null, formula: '' },
    ...{ sums, states: {}, uses: [], unit: 'count', dimensions: [], compute: () => null },
  }
  return { measure, supports }
}

/** A cell and how many devices each medical measure rests on in it: the fewest of its parts, of a part the most of its sums. */
interface Counted extends Pick<Cell, 'time' | 'keys'> {
  readonly devices: ReadonlyMap<string, number>
}

function countIn(sums: ReadonlyMap<string, SumValue>, measure: Measure, supports: ReadonlyMap<string, Support>) {
  const of = (name: string) => Number(sums.get(sumName(measure, name)) ?? 0)
  return new Map(
    [...supports].map(([id, parts]) => [id, Math.min(...parts.map((names) => Math.max(...names.map(of))))]),
  )
}

const idOf = (time: string | null, keys: readonly (string | undefined)[]) => JSON.stringify([time, ...keys])

/**
 * Which cells of a table are hidden: those that rest on fewer devices than `least`, and as many others along each axis,
 * the smallest first, so that no sum of a row or column less the cells that are shown discloses fewer. An empty cell is
 * shown.
 * @param cells by their places along the axes (values of the dimensions, and the bucket)
 * @returns indexes of hidden cells
 */
export function hiddenCells(
  cells: readonly { readonly places: readonly string[]; readonly devices: number }[],
  least: number,
): Set<number> {
  const axes = cells[0]?.places.length ?? 0
  const lines = Array.from({ length: axes }, (_, axis) => [
    ...Map.groupBy(cells.keys(), (index) =>
      JSON.stringify(cells[index]?.places.filter((_, other) => other !== axis)),
    ).values(),
  ]).flat()
  return hiddenInLines(
    cells.map(({ devices }) => devices),
    lines,
    least,
  )
}

/**
 * The same for cells whose sums are shown along any lines.
 * @param devices behind each cell
 * @param lines the indexes of cells of which some figure shows the sum
 */
export function hiddenInLines(
  devices: readonly number[],
  lines: readonly (readonly number[])[],
  least: number,
): Set<number> {
  const hidden = new Set(devices.flatMap((it, index) => (it > 0 && it < least ? [index] : [])))
  const devicesOf = (index: number) => devices[index] ?? 0
  for (let isChanged = hidden.size > 0; isChanged; ) {
    isChanged = false
    for (const line of lines) {
      const inLine = line.filter((index) => hidden.has(index))
      if (mayBeTold(inLine.map(devicesOf), least)) continue
      const [next] = line
        .filter((index) => !hidden.has(index) && devicesOf(index) > 0)
        .sort((a, b) => devicesOf(a) - devicesOf(b))
      if (next === undefined) continue
      hidden.add(next)
      isChanged = true
    }
  }
  return hidden
}

/** Whether the sum of hidden cells may be known: it is of none, or of two at least and of enough devices together. */
export const mayBeTold = (devices: readonly number[], least: number): boolean =>
  devices.length === 0 || (devices.length > 1 && devices.reduce((sum, it) => sum + it, 0) >= least)

/**
 * Finds the small cells of a question about medical measures that is cut by dimensions or filters. A filter is a cut like any
 * other: what it leaves out is looked at too, so that no difference of two answers tells what one alone does not.
 * @returns undefined where nothing is to be hidden: the tenant does not ask for it, or nothing is cut, or nothing is medical
 */
export async function findSmallCells(
  question: Question,
  range: Range,
  context: QueryContext,
): Promise<SmallCells | undefined> {
  const least = context.money.smallCell ?? 0
  const filtered = question.filters.map(({ dimension }) => dimension)
  const cuts = [...new Set([...question.dimensions, ...filtered])]
  if (least === 0 || cuts.length === 0) return undefined
  const { measure, supports } = supportOf(question.metrics, context.model)
  if (supports.size === 0) return undefined
  const model = { ...context.model, measures: new Map([...context.model.measures, [measure.id, measure]]) }

  async function count(dimensions: readonly Dimension[], filters: Question['filters']) {
    const asked = { ...question, metrics: [measure], dimensions, filters }
    const [part] = plan(asked, range, 'plain', model)
    if (part === undefined) throw new Error('a question without a part')
    const { cells, totals } = await fetch(part, { ...context, model })
    const counted = cells.map(
      ({ time, keys, sums }): Counted => ({ time, keys, devices: countIn(sums, measure, supports) }),
    )
    return { cells: counted, total: countIn(totals, measure, supports) }
  }

  const shown = await count(question.dimensions, question.filters)
  const whole = filtered.length === 0 ? shown : await count(cuts, [])
  const isAsked = ({ keys }: Counted) =>
    question.filters.every(({ dimension, values }) => values.includes(keys[cuts.indexOf(dimension)] ?? ''))
  const asked = whole.cells.flatMap((cell, index) => (isAsked(cell) ? [index] : []))
  const rowOf = ({ time, keys }: Counted) => idOf(time, keys.slice(0, question.dimensions.length))
  const hiddenRows = new Map<string, Set<string>>()
  const hiddenTotals = new Set<string>()

  for (const id of supports.keys()) {
    const devicesOf = (cell: Counted) => cell.devices.get(id) ?? 0
    const hidden = hiddenCells(
      whole.cells.map((cell) => ({
        places: question.granularity === 'total' ? cell.keys : [...cell.keys, cell.time ?? ''],
        devices: devicesOf(cell),
      })),
      least,
    )
    const tellsTooMuch = (indexes: readonly number[]) =>
      !mayBeTold(
        indexes.filter((index) => hidden.has(index)).map((index) => devicesOf(whole.cells[index] as Counted)),
        least,
      )
    const isSmall = (devices: number) => devices > 0 && devices < least
    const small = new Set(shown.cells.filter((cell) => isSmall(devicesOf(cell))).map(rowOf))
    for (const [row, indexes] of Map.groupBy(asked, (index) => rowOf(whole.cells[index] as Counted))) {
      // A row that is one cell of the table is hidden with it; one of several where their difference would disclose
      // few.
      if (indexes.length === 1 ? hidden.has(indexes[0] as number) : tellsTooMuch(indexes)) small.add(row)
    }
    hiddenRows.set(id, small)
    if (isSmall(shown.total.get(id) ?? 0) || tellsTooMuch(asked)) hiddenTotals.add(id)
  }
  return {
    isHidden: ({ time, keys }, metric) =>
      hiddenRows.get(metric)?.has(
        idOf(
          time,
          question.dimensions.map((dimension) => keys.get(dimension)),
        ),
      ) === true,
    isTotalHidden: (metric) => hiddenTotals.has(metric),
  }
}
