import { nextMonth } from '../ledger/partitions.ts'
import type { Reconcile } from './reconcile.ts'

/**
 * Compares everything that is stored and repairs what differs, a month at a time, so that neither the ledger nor the
 * sink is held up for long. The newest goes first: it is where something may be lost.
 * @param months that the ledger has, `2026-10`, in any order
 * @throws Failure warehouse_unavailable, or signal's reason when it was aborted
 */
export async function compareAll(
  reconcile: Reconcile,
  months: readonly string[],
  signal: AbortSignal,
): Promise<{ differences: number; repaired: number }> {
  const found = { differences: 0, repaired: 0 }
  for (const month of months.toSorted().reverse()) {
    signal.throwIfAborted()
    const range = { from: `${month}-01T00:00:00Z`, to: `${nextMonth(month)}T00:00:00Z` }
    const { differences, drift, repaired } = await reconcile({ ...range, repair: true })
    found.differences += differences.length + drift.length
    found.repaired += repaired
  }
  return found
}
