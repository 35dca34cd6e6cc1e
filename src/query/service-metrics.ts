import { type Measures, partsOf } from '../measures/catalogue.ts'
import type { Measure } from '../measures/define.ts'
import type { QueryContext } from '../warehouse/ask.ts'
import type { RecordAnswer } from '../warehouse/record-question.ts'
import type { Range } from '../warehouse/time/range.ts'
import type { ValueRow } from './format.ts'
import type { Question } from './plan/question.ts'

const nothing: RecordAnswer = { cells: [], total: null }

type Values = Record<string, number | null>

/** Whether a measure is made of records; such a one uses no other. */
export const isRecorded = (measure: Measure, measures: Measures) =>
  partsOf(measures, measure.id).some(({ records }) => records !== undefined)

/** Rows and totals of measures that are made of records, for one period. */
export async function answerRecorded(
  question: Question,
  range: Range,
  { tenantId, readRecord, model: { measures } }: QueryContext,
): Promise<{ rows: ValueRow[]; totals: Values }> {
  const { metrics, granularity, zone, dimensions, filters } = question
  const records = new Set(metrics.flatMap(({ id }) => partsOf(measures, id)).flatMap((part) => part.records ?? []))
  const totals: Values = {}
  const cells = new Map<string, { time: string | null; keys: readonly string[]; values: Values }>()
  for (const record of records) {
    const asked = { record, range, granularity, zone, dimensions, filters }
    const { cells: found, total } = (await readRecord?.(tenantId, asked)) ?? nothing
    totals[record] = total
    for (const { time, keys, value } of found) {
      const id = JSON.stringify([time, keys])
      const cell = cells.get(id) ?? { time, keys, values: {} }
      cells.set(id, { ...cell, values: { ...cell.values, [record]: value } })
    }
  }
  const rows = [...cells.values()].map(({ time, keys, values }) => ({
    time,
    keys: new Map(dimensions.map((dimension, index) => [dimension, keys[index] ?? ''])),
    values: computeRecorded(metrics, values, measures),
  }))
  return { rows, totals: computeRecorded(metrics, totals, measures) }
}

/** A level that nobody saw is unknown; what was not counted is 0. */
const unseen: Readonly<Values> = { lag: null }

function computeRecorded(metrics: readonly Measure[], recorded: Values, measures: Measures): Values {
  const known = new Map<string, number | null>()
  for (const part of metrics.flatMap(({ id }) => partsOf(measures, id))) {
    const pieces = [
      ...(part.records ?? []).map(
        (name) => [name, recorded[name] ?? unseen[name] ?? (name in unseen ? null : 0)] as const,
      ),
      ...part.uses.map((used) => [used, known.get(used) ?? null] as const),
    ]
    const given = pieces.filter((piece): piece is readonly [string, number] => piece[1] !== null)
    const value = given.length < pieces.length ? null : part.compute(Object.fromEntries(given))
    known.set(part.id, typeof value === 'number' ? value : null)
  }
  return Object.fromEntries(metrics.map(({ id }) => [id, known.get(id) ?? null]))
}
