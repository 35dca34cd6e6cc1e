import type { Alert, ConditionKind } from '../api/alerts.ts'
import type { Unit } from '../api/catalogue.ts'
import { formatValue } from '../numbers/value.ts'

export const conditionTitles: Readonly<Record<ConditionKind, string>> = {
  above: 'is above',
  below: 'is below',
  rises_by: 'rises by',
  falls_by: 'falls by',
  at_reorder_point: 'reaches the reorder point',
}

/** Of these the value is a share of the window before. */
export const isRelative = (kind: ConditionKind) => kind === 'rises_by' || kind === 'falls_by'

/** A condition in words: "is below 90.0% over an hour". */
export function conditionText({ condition: { kind, value }, window }: Pick<Alert, 'condition' | 'window'>, unit: Unit) {
  const over = `over ${window === 'hour' ? 'an' : 'a'} ${window}`
  if (kind === 'at_reorder_point') return conditionTitles[kind]
  return `${conditionTitles[kind]} ${formatValue(value, isRelative(kind) ? 'ratio' : unit, null)} ${over}`
}

/** What was typed as the service takes it: shares are typed in percent. Null: not a number. */
export function conditionValue(typed: string, kind: ConditionKind, unit: Unit): number | null {
  const number = Number(typed)
  if (typed.trim() === '' || !Number.isFinite(number)) return null
  return isRelative(kind) || unit === 'ratio' ? number / 100 : number
}
