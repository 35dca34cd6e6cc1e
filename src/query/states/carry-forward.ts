import type { OfSeries } from '../../measures/state.ts'
import { begun, bucketsOf, datesIn } from '../../warehouse/time/buckets.ts'
import type { Range } from '../../warehouse/time/range.ts'
import type { Cell } from '../plan/cells.ts'
import type { Part } from '../plan/plan.ts'

/** What one bucket of one value of each key holds of a state: its value at the end, and what happened within. */
interface Step {
  readonly running: number
  /** Of a flow or turn its sum; of a mean the changes, each times the days of the bucket that it holds for. */
  readonly within: number
  /** The same by the days of the whole range. */
  readonly whole: number
}

/** How many columns of a row each state has. */
export const columnsOfState = 3

interface Course {
  readonly keys: readonly string[]
  /** By bucket, in the order of time. */
  readonly steps: Map<string, readonly Step[]>
}

/**
 * Cells and totals from the rows of `compileLevels`: a bucket without a change has the level of the one before, up to
 * the last that has begun. A cell whose values are all 0, what measures rest on aside, is left out.
 * @param most stops at the bucket that holds this cell
 */
export function carryOn(
  rows: readonly (readonly unknown[])[],
  part: Part,
  states: ReadonlyMap<string, OfSeries>,
  now: number,
  most: number,
): { cells: Cell[]; totals: Map<string, number> } {
  const { granularity, zone, keys } = part
  const range = begun(part.range, now)
  const courses = new Map<string, Course>()
  const whole: Course = { keys: [], steps: new Map() }
  for (const row of rows) {
    const isTotal = Number(row[keys.length + 1]) === 1
    const named = row.slice(1, keys.length + 1).map(String)
    const id = JSON.stringify(named)
    const course = isTotal ? whole : (courses.get(id) ?? { keys: named, steps: new Map() })
    course.steps.set(String(row[0]), stepsOf(row.slice(keys.length + 2).map(Number)))
    if (!isTotal) courses.set(id, course)
  }
  const totals = totalsOf(whole, part, states, range)
  const followed = (keys.length === 0 ? [whole] : [...courses.values()]).map((course) => ({
    course,
    before: course.steps.get(''),
  }))
  const first = firstOf(followed.flatMap(({ course }) => [...course.steps.keys()]))
  if (first === undefined) return { cells: [], totals }
  const cells: Cell[] = []
  for (const time of bucketsOf(range, granularity, zone, first === '' ? undefined : first)) {
    const { count } = datesIn(time, range, granularity, zone)
    for (const following of followed) {
      const step = following.course.steps.get(time ?? 'all')
      const sums = new Map<string, number>()
      let says = false
      for (const [index, [name, state]] of [...states].entries()) {
        const value = valueIn(state, following.before?.[index], step?.[index], count)
        sums.set(name, value)
        says ||= value !== 0 && !(state.kind === 'level' && state.basis)
      }
      if (says) cells.push({ time, keys: following.course.keys, sums })
      following.before = step ?? following.before
    }
    if (cells.length >= most) break
  }
  return { cells, totals }
}

const stepsOf = (values: readonly number[]): Step[] =>
  Array.from({ length: values.length / columnsOfState }, (_, index) => {
    const [running = 0, within = 0, whole = 0] = values.slice(index * columnsOfState)
    return { running, within, whole }
  })

/** The value of a bucket from how the state stood before it, and what changed in it. */
function valueIn(state: OfSeries, before: Step | undefined, step: Step | undefined, days: number): number {
  if (state.kind !== 'level') return step?.within ?? 0
  const start = before?.running ?? 0
  if (state.at === 'start') return start
  if (state.at === 'end') return step?.running ?? start
  return start + (step?.within ?? 0) / days
}

function totalsOf({ steps }: Course, part: Part, states: ReadonlyMap<string, OfSeries>, range: Range) {
  const { count } = datesIn(null, range, 'total', part.zone)
  const all = [...steps.values()]
  return new Map(
    [...states].map(([name, state], index) => {
      const last = all.at(-1)?.[index]
      const within = state.kind === 'level' ? sumOf(all.map((step) => step[index]?.whole ?? 0)) : (last?.running ?? 0)
      const step = last && { running: last.running, within, whole: 0 }
      return [name, valueIn(state, steps.get('')?.[index], step, count)]
    }),
  )
}

const firstOf = (names: readonly string[]) =>
  names.reduce<string | undefined>((first, name) => (first === undefined || name < first ? name : first), undefined)

const sumOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0)
