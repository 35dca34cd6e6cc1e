import { policyFor } from '../policies.ts'
import type { Planning } from './planning.ts'
import { cutoffOf, isOver } from './rows.ts'

/** What plans of records rest on: no event is looked at. */
type Records = Pick<Planning, 'db' | 'tenantId' | 'policies' | 'now' | 'holds' | 'rows'>

/** What a letter says is sealed: while anything is held, letters stay. */
export async function planLetters({ db, tenantId, policies, now, holds, rows }: Records): Promise<void> {
  const policy = policyFor(policies, 'dead_letters', 'delete', '*')
  if (policy === undefined) return
  const cutoff = cutoffOf(policy, now)
  const { rows: months } = await db.query<{ month: string; letters: string }>(
    `SELECT to_char(died_at, 'YYYY-MM') AS month, count(*) AS letters FROM dead_letters
     WHERE tenant_id = $1 AND died_at < $2 GROUP BY 1 ORDER BY 1`,
    [tenantId, cutoff],
  )
  for (const { month, letters } of months) {
    const row = { store: 'dead_letters', action: 'delete', type: '*', month } as const
    const events = Number(letters)
    if (!isOver(month, cutoff)) rows.hold(row, events, 'current_month')
    else if (holds.all.length > 0) rows.hold(row, events, 'legal_hold', holds.all)
    else rows.add(row, events)
  }
}

/** A trail is cut at its beginning alone: from the first month that is held on, all stays. */
export async function planEntries({ db, tenantId, policies, now, holds, rows }: Records): Promise<void> {
  const policy = policyFor(policies, 'audit', 'delete', '*')
  if (policy === undefined) return
  const cutoff = cutoffOf(policy, now)
  const tokens = holds.subjects.flatMap(({ subjects }) => subjects)
  const { rows: months } = await db.query<{ month: string; entries: string; held: string }>(
    `SELECT to_char(at, 'YYYY-MM') AS month, count(*) AS entries, count(*) FILTER (WHERE subjects && $3::text[]) AS held
     FROM compliance_audit_logs WHERE tenant_id = $1 AND at < $2 GROUP BY 1 ORDER BY 1`,
    [tenantId, cutoff, tokens],
  )
  let isHeld = false
  for (const { month, entries, held } of months) {
    const row = { store: 'audit', action: 'delete', type: '*', month } as const
    const events = Number(entries)
    isHeld ||= Number(held) > 0
    if (!isOver(month, cutoff)) rows.hold(row, events, 'current_month')
    else if (isHeld)
      rows.hold(
        row,
        events,
        'legal_hold',
        holds.subjects.map(({ id }) => id),
      )
    else rows.add(row, events)
  }
}
