import type { Slice } from '../../ledger/hourly-slices.ts'
import { nextMonth } from '../../ledger/partitions.ts'
import type { LogPosition } from '../../ledger/read-log.ts'
import type { HeldMonths } from '../../subjects/held-months.ts'
import type { Policy, RetentionAction, RetentionStore } from '../policies.ts'

/** Why something that a policy names stays for now. */
export const heldReasons = [
  'current_month',
  'not_archived',
  'not_verified',
  'not_in_warehouse',
  'set_aside',
  'legal_hold',
  'last_copy',
  'opening_balance',
] as const
export type HeldReason = (typeof heldReasons)[number]

export interface HeldBack {
  readonly reason: HeldReason
  readonly events: number
  /** Ids of legal holds. */
  readonly holds?: readonly string[]
}

/** What of a store, type and month of UTC would go, and what stays for now. `*` where the store is not kept by type. */
export interface PlanRow {
  readonly store: RetentionStore
  readonly action: RetentionAction
  readonly type: string
  readonly month: string
  /** Events, dead letters or entries that go. */
  readonly events: number
  /** Of these: those whose files in the archive are not checked yet. They stay where a file is not as it was written. */
  readonly to_verify: number
  readonly held_back: readonly HeldBack[]
}

/** A row with what it takes to carry it out. */
export interface PlannedMonth extends PlanRow {
  readonly slices: readonly (Slice & { readonly events: number })[]
  /** Of the archive. */
  readonly manifests: readonly string[]
}

export interface Plan {
  readonly months: readonly PlannedMonth[]
  /** What the ledger may remove events up to. */
  readonly position: LogPosition
  readonly holds: HeldMonths
}

const dayMs = 86_400_000

/** What occurred before this moment is older than a policy's days. */
export const cutoffOf = ({ days }: Pick<Policy, 'days'>, now: number): string =>
  new Date(now - days * dayMs).toISOString()

/** Whether all of a month of UTC is older: a month goes whole, or not at all. */
export const isOver = (month: string, cutoff: string): boolean => `${nextMonth(month)}T00:00:00.000Z` <= cutoff

/** Of which store, type and month a row tells. */
export type RowOf = Pick<PlannedMonth, 'store' | 'action' | 'type' | 'month'>

/** The rows of a plan as they are found, one store after another. */
export interface Rows {
  readonly months: readonly PlannedMonth[]
  /** Adds a row; one of nothing is left out. */
  add(
    row: RowOf,
    events: number,
    held_back?: readonly HeldBack[],
    more?: Partial<Pick<PlannedMonth, 'slices' | 'manifests' | 'to_verify'>>,
  ): void
  /** Adds a row of which all events stay, for one reason. */
  hold(row: RowOf, events: number, reason: HeldReason, holds?: readonly string[]): void
}

export function collectRows(): Rows {
  const months: PlannedMonth[] = []
  const add: Rows['add'] = (row, events, held_back = [], more = {}) => {
    if (events === 0 && held_back.length === 0) return
    months.push({ ...row, events, to_verify: 0, held_back, slices: [], manifests: [], ...more })
  }
  const hold: Rows['hold'] = (row, events, reason, holds) => {
    if (events > 0) add(row, 0, [{ reason, events, ...(holds && { holds }) }])
  }
  return { months, add, hold }
}
