import { lotSignals } from '../insights/lot/signals.ts'
import type { ClockState } from '../vigilance/clock.ts'
import { answerOpenReports } from '../vigilance/open-reports.ts'
import type { QueryContext } from '../warehouse/ask.ts'
import type { SubjectKind } from './alert.ts'
import type { Subject, SubjectsVerdict } from './judge.ts'

/** States that a report goes through, and the share of its time at which each begins. */
const stages = [
  ['half', 0.5],
  ['due_soon', 0.8],
  ['overdue', 1],
] as const satisfies readonly (readonly [ClockState, number])[]

/**
 * Reports with the deadline that comes first, from half of its time on. Each state fires once, of a report that is found late only the
 * one that it is in. A deadline that moves, because the awareness was reported anew, is another one.
 */
async function dueReports(context: QueryContext): Promise<Subject[]> {
  const { reports } = await answerOpenReports({}, context)
  return reports.flatMap(({ report_id, due_at, elapsed, state }) =>
    stages
      .filter(([, share]) => elapsed >= share)
      .map(([stage, share]) => ({
        ...{ subject: report_id, key: JSON.stringify([report_id, stage, due_at]), fires: stage === state },
        ...{ value: elapsed, limit: share, link: `/reports/${encodeURIComponent(report_id)}` },
      })),
  )
}

/** Lots whose CUSUM reached its limit and which are not recalled. */
async function signalledLots(context: QueryContext): Promise<Subject[]> {
  const lots = await lotSignals(context)
  return lots.map(({ lot, value, limit }) => ({
    ...{ subject: lot, key: JSON.stringify([lot, 'signal']), fires: true },
    ...{ value, limit, link: `/lots/${encodeURIComponent(lot)}` },
  }))
}

/** Throws Failure: query_too_large, warehouse_unavailable. */
export async function lookAtSubjects(
  { kind }: { readonly kind: SubjectKind },
  context: QueryContext,
): Promise<SubjectsVerdict> {
  const subjects = await (kind === 'incident_deadline' ? dueReports(context) : signalledLots(context))
  const value = new Set(subjects.map(({ subject }) => subject)).size
  return { state: value > 0 ? 'firing' : 'ok', value, limit: 0, subjects }
}
