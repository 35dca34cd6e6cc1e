import { policyFor } from '../policies.ts'
import type { Planning } from './planning.ts'
import { cutoffOf, isOver, type RowOf } from './rows.ts'
import { areSame, eventsIn } from './stored-months.ts'

/** Plans what leaves the warehouse: months that the archive has as they are. Types with an opening balance stay. */
export async function planWarehouse({ policies, now, holds, stored, rows, addVerified, balanced }: Planning) {
  for (const [name, slices] of stored.warehouse) {
    const [type = '', month = ''] = name.split(' ')
    const policy = policyFor(policies, 'warehouse', 'delete', type)
    if (policy === undefined) continue
    const row: RowOf = { store: 'warehouse', action: 'delete', type, month }
    const cutoff = cutoffOf(policy, now)
    const events = eventsIn(slices.values())
    const due = eventsIn([...slices.values()].filter(({ hour }) => hour < cutoff))
    const ids = holds.on(type, month)
    if (due === 0) continue
    if (!isOver(month, cutoff)) rows.hold(row, due, 'current_month')
    else if (ids.length > 0) rows.hold(row, events, 'legal_hold', ids)
    else if (balanced.has(type)) rows.hold(row, events, 'opening_balance')
    else if (!areSame(slices, stored.archive.get(name))) rows.hold(row, events, 'not_archived')
    else await addVerified(row, events, [], { slices: [...slices.values()] })
  }
}
