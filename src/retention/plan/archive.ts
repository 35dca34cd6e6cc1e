import { policyFor } from '../policies.ts'
import type { Planning } from './planning.ts'
import { cutoffOf, isOver, type RowOf } from './rows.ts'
import { eventsIn } from './stored-months.ts'

/** Plans what leaves the archive, after ledger and warehouse: the last copy of what the warehouse shows stays. */
export function planArchive({ policies, now, holds, stored, rows }: Planning): void {
  const leaves = (store: 'ledger' | 'warehouse', type: string, month: string) =>
    rows.months.some(
      (it) => it.store === store && it.action === 'delete' && it.type === type && it.month === month && it.events > 0,
    )
  for (const [name, slices] of stored.archive) {
    const [type = '', month = ''] = name.split(' ')
    const policy = policyFor(policies, 'archive', 'delete', type)
    if (policy === undefined) continue
    const row: RowOf = { store: 'archive', action: 'delete', type, month }
    const cutoff = cutoffOf(policy, now)
    const events = eventsIn(slices.values())
    const due = eventsIn([...slices.values()].filter(({ hour }) => hour < cutoff))
    const ids = holds.on(type, month)
    const isInLedger = !stored.left.has(name) && !leaves('ledger', type, month)
    const isShown = stored.warehouse.has(name) && !leaves('warehouse', type, month)
    if (due === 0) continue
    if (!isOver(month, cutoff)) rows.hold(row, due, 'current_month')
    else if (ids.length > 0) rows.hold(row, events, 'legal_hold', ids)
    // The warehouse could be made again from nothing else.
    else if (!isInLedger && isShown) rows.hold(row, events, 'last_copy')
    else rows.add(row, events, [], { slices: [...slices.values()], manifests: stored.manifestsOf(type, month) })
  }
}
