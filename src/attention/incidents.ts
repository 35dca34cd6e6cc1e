import { answerOpenReports } from '../vigilance/open-reports.ts'
import type { QueryContext } from '../warehouse/ask.ts'
import { type AttentionItem, itemOf } from './answer.ts'

/** Reports of which half of the time to file them has gone, or more; the one that is due first is named. */
export async function dueReports(_: object, context: QueryContext): Promise<AttentionItem[]> {
  const { reports } = await answerOpenReports({}, context)
  const urgent = reports.filter(({ state }) => state !== 'running')
  const [first] = urgent
  if (first === undefined) return []
  const { report_id, due_at, elapsed } = first
  return [itemOf({ kind: 'incident', name: report_id, at: due_at, current: elapsed, count: urgent.length })]
}
