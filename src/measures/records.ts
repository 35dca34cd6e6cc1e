import type { Dimension, Measure, Unit } from './define.ts'

/**
 * What the service records of itself: events that were `accepted` or `rejected` in a bucket, `dead_letters` that waited to
 * be mended when it ended, and the `lag` of the warehouse as last measured in it (null where it was not measured).
 */
export type RecordName = 'accepted' | 'rejected' | 'dead_letters' | 'lag'

/** What a record is where none was kept: what was not counted is 0, a level that was not read is unknown. */
const missingRecord: Readonly<Record<RecordName, number | null>> = {
  ...{ accepted: 0, rejected: 0, dead_letters: 0 },
  lag: null,
}

interface Declared<Name extends RecordName, Used extends string> {
  readonly id: string
  readonly title: string
  readonly question: string
  readonly numerator: string
  readonly denominator?: string
  readonly records?: readonly Name[]
  /** Other measures from records. */
  readonly uses?: readonly Used[]
  readonly unit: Unit
  readonly dimensions: readonly Dimension[]
  readonly compute: (values: Readonly<Record<NoInfer<Name | Used>, number>>) => number | null
}

/** Declares a measure that is read from the service's own records. It is null where one of its pieces is. */
export function defineRecorded<const Name extends RecordName = never, const Used extends string = never>(
  declared: Declared<Name, Used>,
): Measure {
  const { numerator, denominator = null, records = [], uses = [] } = declared
  const missing = Object.fromEntries(records.map((name) => [name, missingRecord[name]]))
  const formula = denominator === null ? numerator : `${numerator} / ${denominator}`
  const compute = declared.compute as Measure['compute']
  return Object.freeze({ ...declared, denominator, formula, sums: {}, states: {}, records: missing, uses, compute })
}
