import { archivedPosition } from '../../archive/batches.ts'
import { countLog } from '../../ledger/log-counts.ts'
import { readHeldMonths } from '../../subjects/held-months.ts'
import type { RetentionDeps } from '../deps.ts'
import type { Policy } from '../policies.ts'
import { planArchive } from './archive.ts'
import { planLedger } from './ledger.ts'
import { openAddVerified, type Planning } from './planning.ts'
import { planEntries, planLetters } from './records.ts'
import { collectRows, type Plan } from './rows.ts'
import { readStored } from './stored-months.ts'
import { planWarehouse } from './warehouse.ts'

/**
 * What a tenant's policies would take away now, store by store, by type and month, and what stays for now and why.
 * @param verifyMs how long files of the archive may be checked; what is left then is reported in `to_verify`
 * @throws Failure warehouse_unavailable, archive_unavailable
 */
export async function planRetention(
  deps: RetentionDeps,
  tenantId: string,
  policies: readonly Policy[],
  verifyMs: number,
): Promise<Plan> {
  const { db, balanced } = deps
  const holds = await readHeldMonths(deps, tenantId)
  const position = await archivedPosition(db)
  // What leaves the ledger must have been counted.
  await countLog(db, position)
  const rows = collectRows()
  const known = { db, tenantId, policies, position, holds, balanced, rows, now: deps.now() }
  if (policies.some(({ store }) => store !== 'dead_letters' && store !== 'audit')) {
    const stored = await readStored(deps, tenantId, position)
    const planning: Planning = { ...known, stored, addVerified: openAddVerified(deps, { ...known, stored }, verifyMs) }
    await planLedger(planning)
    await planWarehouse(planning)
    planArchive(planning)
  }
  await planLetters(known)
  await planEntries(known)
  return { months: rows.months, position, holds }
}
