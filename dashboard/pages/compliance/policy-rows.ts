import type { Plan, Policy } from '../../api/retention.ts'

/** Stores of policies, by what people call them. */
export const storeTitles: Readonly<Record<Policy['store'], string>> = {
  ledger: 'Ledger (system of record)',
  warehouse: 'Warehouse (figures)',
  archive: 'Archive',
  dead_letters: 'Dead letters',
  audit: 'Audit trail',
}

/** Why something stays for now. */
const reasons: Readonly<Record<Plan['rows'][number]['held_back'][number]['reason'], string>> = {
  current_month: 'the month is not over',
  not_archived: 'not archived yet',
  not_verified: 'its files in the archive were not verified',
  not_in_warehouse: 'not in the warehouse yet',
  set_aside: 'set aside',
  legal_hold: 'under a legal hold',
  last_copy: 'the last copy',
  opening_balance: 'a later level is counted from it',
}

/** What stays of a month, in words: "12 under a legal hold; 3 not archived yet". */
export const heldText = (held: Plan['rows'][number]['held_back']): string =>
  held.map(({ reason, events }) => `${events.toLocaleString('en')} ${reasons[reason]}`).join('; ')
