import { distinct, type Sum } from '../../measures/define.ts'
import type { Active } from '../../measures/state.ts'
import { addDays } from '../../platform/calendar.ts'
import { startOfDayMs } from '../../platform/local-time.ts'
import type { QueryContext } from '../../warehouse/ask.ts'
import { mostRows, tooManyRows } from '../../warehouse/engine/most-rows.ts'
import { questionClause } from '../../warehouse/engine/question-clause.ts'
import { conditionOf } from '../../warehouse/sql/sum.ts'
import type { Model } from '../../warehouse/tables/model.ts'
import { activeName } from '../../warehouse/tables/rollup.ts'
import { begun, bucketsOf, datesIn, dayNumber } from '../../warehouse/time/buckets.ts'
import { bound, momentOfMs } from '../../warehouse/time/clickhouse-time.ts'
import { hourStart } from '../../warehouse/time/hour-start.ts'
import { localDay } from '../../warehouse/time/local-day.ts'
import type { Range } from '../../warehouse/time/range.ts'
import type { Cell } from '../plan/cells.ts'
import { type Compiled, conditionsOf, paramsOf, sourceOf } from '../plan/compile.ts'
import type { PartRead } from '../plan/part-read.ts'
import { isHourly, type Part, placeOf, type Read } from '../plan/plan.ts'

/** The active states of a part: for total what one window holds, else how many there are from bucket to bucket. */
export const activeReads = (part: Part, context: QueryContext): PartRead[] =>
  windowsOf(part, context.now, context.model).map((window) => {
    const isTotal = part.granularity === 'total'
    return {
      keys: part.keys,
      fromEvents: !('table' in window.read.from),
      compile: () => (isTotal ? compileWindow : compileCourse)(window, context),
      decode(rows) {
        if (rows.length > mostRows) throw tooManyRows()
        return isTotal ? readWindow(rows, window) : readCourse(rows, window, part.range, context.now)
      },
    }
  })

/** States over the days of one column, with the place that they are read from and all of the time that they look at. */
interface Window {
  readonly states: ReadonlyMap<string, Active>
  readonly part: Part
  readonly read: Read
}

/** The active states of a part by the column that they count. */
function windowsOf(part: Part, now: number, model: Model): Window[] {
  const byColumn = new Map<string, Map<string, Active>>()
  for (const [name, state] of part.states) {
    if (state.kind !== 'active') continue
    byColumn.set(state.of, (byColumn.get(state.of) ?? new Map()).set(name, state))
  }
  const { first, last } = datesIn(null, begun(part.range, now), 'total', part.zone)
  return [...byColumn].map(([of, states]) => {
    const most = Math.max(...[...states.values()].map(({ days }) => days))
    const from = dayStart(daysBefore(part.granularity === 'total' ? last : first, most), part.zone)
    const range: Range = { from, to: part.range.to }
    const sum: Sum = distinct(of, model.byPerson)
    const asked = [...part.keys, ...part.filters.map(({ dimension }) => dimension)]
    const place = placeOf(activeName(of), sum, asked, isHourly(range, part.zone), model)
    const read = {
      sums: new Map([[activeName(of), sum]]),
      from: place,
      edges: [],
      keys: part.keys,
      filters: part.filters,
      converts: false,
    }
    return { states, part: { ...part, range }, read }
  })
}

/** The first of so many days of which a date is the last. */
const daysBefore = (date: string, days: number) => addDays(date, 1 - days)

const dayStart = (date: string, zone: string) => momentOfMs(startOfDayMs(date, zone))

const isTotalOf = (keys: readonly string[]) => (keys[0] === undefined ? '1' : `grouping(${keys[0]})`)
const list = (...parts: readonly (readonly string[])[]) => parts.flat().join(', ')
const setsOf = (keys: readonly string[], ...all: readonly string[]) =>
  keys.length === 0 ? `(${all.join(', ')})` : `(${[...all, ...keys].join(', ')}), (${all.join(', ')})`

/** SQL of keys, 1 in the row of totals, and for each state how many there are in the days that end with the range. */
function compileWindow({ states, part, read }: Window, { tenantId, now, model: { columns } }: QueryContext): Compiled {
  const keys = part.keys.map((key) => `key_${key}`)
  const time = 'table' in read.from ? 'hour' : 'occurred_at'
  const since = [...states.values()].map((_, index) => `${time} >= {since_${index}:DateTime64(6, 'UTC')}`)
  const counted = [...read.sums.values()].map((sum) => conditionOf(sum)).join(' AND ')
  const counts = [...states.values()].map(({ of }, index) =>
    'table' in read.from
      ? `uniqCombined64ArrayIf(20)(${activeName(of)}, ${since[index]})`
      : `uniqCombined64If(20)(cityHash64(${of}), ${counted} AND ${since[index]})`,
  )
  const asked = [
    ...part.keys.map((key) => `toString(source.${key}) AS key_${key}`),
    `${isTotalOf(keys)} AS is_total`,
    ...counts,
  ].join(', ')
  const rest = `WHERE ${conditionsOf(read).join(' AND ')}`
  const sql = `SELECT ${asked} FROM ${sourceOf(read, `${asked} ${rest}`, columns)} AS source ${rest}
    GROUP BY GROUPING SETS (${setsOf(keys)}) ORDER BY ${['is_total DESC', ...keys].join(', ')} LIMIT {limit:UInt32}
    ${questionClause}`
  const { last } = datesIn(null, begun(part.range, now), 'total', part.zone)
  const starts = [...states.values()].map(({ days }, index) => [
    `since_${index}`,
    bound(dayStart(daysBefore(last, days), part.zone)),
  ])
  return { sql, params: { ...paramsOf(part, tenantId), ...Object.fromEntries(starts), limit: mostRows + 1 } }
}

/** Days in a 64-bit word, and the most words in which days are encoded. */
const wordDays = 64
const mostWords = 8

/** SQL of what each row says of when, and of the sorted units that come of it for one person: a list. */
const asList = () => ({ seen: ['unit'], units: 'arraySort(groupUniqArray(unit))' })

/** The same by a bit for each day, which takes a quarter of the time. */
function asMasks(words: number) {
  const day = '(unit - {first_unit:Int64})'
  const all = Array.from({ length: words }, (_, word) => word)
  const bit = (word: number) =>
    `if(intDiv(${day}, ${wordDays}) = ${word}, bitShiftLeft(toUInt64(1), toUInt8(${day} % ${wordDays})), toUInt64(0))`
  const units = all.map(
    (word) =>
      `arrayMap(n -> toInt64(n) + ${word * wordDays} + {first_unit:Int64}, bitPositionsToArray(groupBitOr(bit_${word})))`,
  )
  return { seen: all.map((word) => `${bit(word)} AS bit_${word}`), units: `arrayConcat(${units.join(', ')})` }
}

/**
 * SQL of unit, keys, 1 in rows of all keys together, and for each state by how many more or fewer there are from that
 * unit on. A person who is active counts for the days of the state and then no more, unless active again before: so
 * each is read once, and not once for each bucket that counts them. Units are days since 1970, or seconds where buckets
 * are hours.
 */
function compileCourse({ states, part, read }: Window, { tenantId, model: { columns } }: QueryContext): Compiled {
  const keys = part.keys.map((key) => `key_${key}`)
  const time = 'table' in read.from ? 'hour' : 'occurred_at'
  const hourly = part.granularity === 'hour'
  const unit = hourly ? `toInt64(${hourStart(time)})` : `toInt64(toInt32(${localDay(time, part)}))`
  const end = (days: number) =>
    hourly ? `toUnixTimestamp(toStartOfDay(addDays(toDateTime(unit, {timezone:String}), ${days})))` : `unit + ${days}`
  const { first, count } = datesIn(null, part.range, 'total', part.zone)
  const { seen, units } = hourly || count > mostWords * wordDays ? asList() : asMasks(Math.ceil(count / wordDays))
  const [of = ''] = [...states.values()].map(({ of }) => of)
  const kept = 'table' in read.from
  const asked = list(
    [kept ? `${activeName(of)} AS active_ids` : `cityHash64(${of}) AS who`, `${unit} AS unit`],
    part.keys.map((key) => `toString(source.${key}) AS key_${key}`),
  )
  const rest = `WHERE ${[...conditionsOf(read), ...(kept ? [] : [...read.sums.values()].map((sum) => conditionOf(sum)))].join(' AND ')}`
  // When is worked out before a row of a rollup becomes one for each of its people.
  const rows = `SELECT ${list([kept ? 'active_ids' : 'who'], seen, keys)}
    FROM (SELECT ${asked} FROM ${sourceOf(read, `${asked} ${rest}`, columns)} AS source ${rest})`
  const visits = kept ? `SELECT * EXCEPT (active_ids), arrayJoin(active_ids) AS who FROM (${rows})` : rows
  const people = `SELECT ${list(keys, [`${isTotalOf(keys)} AS is_total`, `${units} AS units`])}
    FROM (${visits}) GROUP BY ${keys.length === 0 ? 'who' : `GROUPING SETS (${setsOf(keys, 'who')})`}`
  const one = (value: (index: number) => number) => [...states.keys()].map((_, index) => `toInt64(${value(index)})`)
  const comes = `arrayMap(unit -> tuple(unit, ${one(() => 1).join(', ')}), units)`
  const leaves = [...states.values()].map(
    ({ days }, at) => `arrayMap((unit, next) -> tuple(toInt64(least(next, ${end(days)})),
      ${one((index) => (index === at ? -1 : 0)).join(', ')}), units, arrayPushBack(arrayPopFront(units), ${never}))`,
  )
  const sums = [...states.keys()].map((_, index) => `sum(step.${index + 2})`)
  const sql = `SELECT ${['step.1 AS unit', ...keys, 'is_total', ...sums].join(', ')}
    FROM (SELECT ${[...keys, 'is_total'].join(', ')}, arrayJoin(arrayConcat(${[comes, ...leaves].join(', ')})) AS step
      FROM (${people}))
    GROUP BY ${['unit', ...keys, 'is_total'].join(', ')} ORDER BY ${['is_total DESC', 'unit', ...keys].join(', ')}
    LIMIT {limit:UInt32} ${questionClause}`
  return { sql, params: { ...paramsOf(part, tenantId), first_unit: dayNumber(first), limit: mostRows + 1 } }
}

/** Later than any unit. */
const never = 'toInt64(99999999999)'

type Rows = readonly (readonly unknown[])[]

const keysOf = (row: readonly unknown[], from: number, width: number) => row.slice(from, from + width).map(String)

function readWindow(rows: Rows, { states, part: { keys } }: Window) {
  const sumsOf = (row: readonly unknown[]) =>
    new Map([...states.keys()].map((name, index) => [name, Number(row[keys.length + 1 + index])]))
  const isTotal = (row: readonly unknown[]) => Number(row[keys.length]) === 1
  const whole = rows.find(isTotal)
  const cells = (keys.length === 0 ? rows : rows.filter((row) => !isTotal(row)))
    .map((row): Cell => ({ time: null, keys: keysOf(row, 0, keys.length), sums: sumsOf(row) }))
    .filter(({ sums }) => [...sums.values()].some((value) => value !== 0))
  return { cells, totals: whole === undefined ? noneOf(states) : sumsOf(whole) }
}

const noneOf = (states: ReadonlyMap<string, Active>) => new Map([...states.keys()].map((name) => [name, 0]))

/** How many there are of one value of each key, from unit to unit. */
interface Course {
  readonly keys: readonly string[]
  readonly steps: { readonly unit: number; readonly changes: readonly number[] }[]
  next: number
  readonly running: number[]
}

function readCourse(rows: Rows, { states, part }: Window, asked: Range, now: number) {
  const { keys, granularity, zone } = part
  const range = begun(asked, now)
  const courses = new Map<string, Course>()
  for (const row of rows) {
    const named = keysOf(row, 1, keys.length)
    const isTotal = Number(row[keys.length + 1]) === 1
    const id = JSON.stringify([isTotal, named])
    const none = [...states.keys()].map(() => 0)
    const course = courses.get(id) ?? { keys: named, steps: [], next: 0, running: none }
    course.steps.push({ unit: Number(row[0]), changes: row.slice(keys.length + 2).map(Number) })
    courses.set(id, course)
  }
  const cells: Cell[] = []
  let totals = noneOf(states)
  for (const time of bucketsOf(range, granularity, zone)) {
    const last =
      granularity === 'hour' ? Date.parse(time ?? '') / 1000 : dayNumber(datesIn(time, range, granularity, zone).last)
    for (const [id, course] of courses) {
      runUntil(last, course)
      const sums = new Map([...states.keys()].map((name, index) => [name, course.running[index] ?? 0]))
      const isTotal = id.startsWith('[true')
      if (isTotal) totals = sums
      if (isTotal !== keys.length > 0 && [...sums.values()].some((value) => value !== 0)) {
        cells.push({ time, keys: course.keys, sums: new Map(sums) })
      }
    }
    if (cells.length > mostRows) throw tooManyRows()
  }
  return { cells, totals }
}

/** Adds up what changed until a unit, that one too. */
function runUntil(last: number, course: Course): void {
  for (
    let step = course.steps[course.next];
    step !== undefined && step.unit <= last;
    step = course.steps[course.next]
  ) {
    for (const [index, change] of step.changes.entries()) course.running[index] = (course.running[index] ?? 0) + change
    course.next += 1
  }
}
