import type { Reconcile } from './reconcile.ts'

/** The first days of all months from 1970 to the one of `now`, and of the next. */
function monthsUntil(now: number): string[] {
  const months: string[] = []
  for (let month = 0; ; month++) {
    const first = Date.UTC(1970, month, 1)
    months.push(new Date(first).toISOString())
    if (first > now) return months
  }
}

/**
 * Compares everything that is stored and repairs what differs, a month at a time, so that neither the ledger nor the
 * sink is held up for long. The newest goes first: it is where something may be lost.
 * @throws Failure warehouse_unavailable, or signal's reason when it was aborted
 */
export async function compareAll(
  reconcile: Reconcile,
  now: number,
  signal: AbortSignal,
): Promise<{ differences: number; repaired: number }> {
  const months = monthsUntil(now)
  const found = { differences: 0, repaired: 0 }
  for (let index = months.length - 2; index >= 0; index--) {
    signal.throwIfAborted()
    const { differences, drift, repaired } = await reconcile({
      from: months[index],
      to: months[index + 1],
      repair: true,
    })
    found.differences += differences.length + drift.length
    found.repaired += repaired
  }
  return found
}
