import type { Firing } from '../api/alerts.ts'
import type { Annotation } from '../api/annotations.ts'
import type { Bucket } from '../numbers/buckets.ts'

/** Something that happened, to be marked on a chart. */
export interface Mark {
  readonly kind: Annotation['kind'] | 'alert'
  readonly title: string
}

/** What happened in each step of a time axis. */
export type Marks = ReadonlyMap<number, readonly Mark[]>

export const noMarks: Marks = new Map()

/** Lays what happened onto the steps of an axis; what lies outside is left out. */
export function marksOf(
  annotations: readonly Annotation[],
  firings: readonly Firing[],
  buckets: readonly Bucket[],
): Marks {
  const happened = [
    ...annotations.map(({ at, kind, title }) => ({ at, mark: { kind, title } })),
    ...firings.map(({ fired_at, name }) => ({
      at: fired_at,
      mark: { kind: 'alert' as const, title: `Alert: ${name}` },
    })),
  ]
  const marks = new Map<number, Mark[]>()
  for (const { at, mark } of happened) {
    const moment = Date.parse(at)
    const step = buckets.findIndex(({ startMs, endMs }) => startMs <= moment && moment < endMs)
    if (step < 0) continue
    const there = marks.get(step)
    if (there) there.push(mark)
    else marks.set(step, [mark])
  }
  return marks
}

/** More would cover the chart. */
const mostNamed = 3

/** The names of the marks of a step, each once; of many of a kind their number. */
export function namesOf(marks: readonly Mark[]): string[] {
  return [...Map.groupBy(marks, ({ kind }) => kind)].flatMap(([kind, some]) =>
    some.length <= mostNamed ? [...new Set(some.map(({ title }) => title))] : [`${some.length} × ${kind}`],
  )
}
