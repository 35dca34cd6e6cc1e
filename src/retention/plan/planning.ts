import { verifyMonth } from '../../archive/archived-months.ts'
import type { LogPosition } from '../../ledger/read-log.ts'
import type { Database } from '../../postgres/pool.ts'
import type { HeldMonths } from '../../subjects/held-months.ts'
import type { RetentionDeps } from '../deps.ts'
import type { Policy } from '../policies.ts'
import type { HeldBack, PlannedMonth, RowOf, Rows } from './rows.ts'
import type { Stored } from './stored-months.ts'

/** What the plan of each store is made from, and where its rows go. */
export interface Planning {
  readonly db: Database
  readonly tenantId: string
  readonly policies: readonly Policy[]
  /** In milliseconds since 1970. */
  readonly now: number
  readonly position: LogPosition
  readonly holds: HeldMonths
  readonly stored: Stored
  /** Types whose figures begin with a balance of all time. */
  readonly balanced: ReadonlySet<string>
  readonly rows: Rows
  /** Adds what goes once its files in the archive are found to be sound. */
  addVerified(row: RowOf, events: number, held: readonly HeldBack[], more: Partial<PlannedMonth>): Promise<void>
}

/** @param verifyMs how long files may be checked; what is left then is reported in `to_verify` */
export function openAddVerified(
  { archive, log }: RetentionDeps,
  { tenantId, stored, rows }: Pick<Planning, 'tenantId' | 'stored' | 'rows'>,
  verifyMs: number,
): Planning['addVerified'] {
  const deadline = performance.now() + verifyMs
  const checked = new Map<string, number>()

  /** How many problems the files of a month have; undefined where there is no time left to look. */
  async function problemsOf(type: string, month: string): Promise<number | undefined> {
    const name = `${type} ${month}`
    const known = checked.get(name)
    if (known !== undefined || performance.now() > deadline) return known
    const found = await verifyMonth(archive, { tenant_id: tenantId, type, month }, stored.manifestsOf(type, month))
    for (const it of found)
      log.error({ ...it, tenant_id: tenantId, type, month }, 'retention keeps what this file does not prove')
    checked.set(name, found.length)
    return found.length
  }

  return async (row, events, held, more) => {
    const problems = events === 0 ? 0 : await problemsOf(row.type, row.month)
    if (problems === undefined) rows.add(row, events, held, { ...more, to_verify: events })
    else if (problems === 0) rows.add(row, events, held, more)
    else rows.add(row, 0, [...held, { reason: 'not_verified', events }])
  }
}
