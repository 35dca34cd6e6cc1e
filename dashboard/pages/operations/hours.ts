import type { Answered } from '../../api/generated/contract.ts'

/** How many events of one hour have come how far. */
export type CountedHour = Answered<'GET /analytics/operations/completeness'>['hours'][number]

export interface DayOfHours {
  /** The date in UTC. */
  readonly day: string
  /** Twenty-four, the first at midnight; null where nothing occurred. */
  readonly hours: readonly (CountedHour | null)[]
}

/** Hours by their day, the newest day first. */
export function byDay(hours: readonly CountedHour[]): DayOfHours[] {
  const days = Map.groupBy(hours, ({ hour }) => hour.slice(0, 10))
  return [...days]
    .sort(([a], [b]) => (a < b ? 1 : -1))
    .map(([day, some]) => {
      const byHour = new Map(some.map((it) => [Number(it.hour.slice(11, 13)), it]))
      return { day, hours: Array.from({ length: 24 }, (_, hour) => byHour.get(hour) ?? null) }
    })
}

/**
 * How far an hour has come: into every store; into all but the archive, which writes when an hour of the clock ends; or not
 * into the log or the warehouse, which take seconds.
 */
export type HourState = 'complete' | 'archive_due' | 'behind'

/** @param archiveIsLate whether events have waited for the archive for longer than they should */
export function stateOf(it: CountedHour, archiveIsLate: boolean): HourState {
  if (it.complete) return 'complete'
  const isDue = it.log === it.ledger && it.warehouse === it.ledger && it.archive < it.ledger
  return isDue && !archiveIsLate ? 'archive_due' : 'behind'
}

const missing = (it: CountedHour) =>
  (['log', 'warehouse', 'archive'] as const).filter((store) => it[store] !== it.ledger)

/** What is to be said of an hour: that all stores agree, or which do not and by how much. */
export function sentenceOf(it: CountedHour): string {
  const when = `${it.hour.slice(0, 10)} ${it.hour.slice(11, 16)} UTC`
  if (it.complete) return `${when}: ${it.ledger} events in every store`
  const differing = missing(it).map((store) => `${store} ${it[store]}`)
  return `${when}: ledger ${it.ledger}, ${differing.length > 0 ? differing.join(', ') : 'checked again soon'}`
}
