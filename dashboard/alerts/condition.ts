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

interface AlertCondition extends Pick<Alert, 'window'> {
  readonly condition: Pick<Alert['condition'], 'kind' | 'value'> & Partial<Alert['condition']>
}

/** A condition in words: "is below 90.0% over an hour". */
export function conditionText(
  { condition: { kind, value, minimum_observations }, window }: AlertCondition,
  unit: Unit,
) {
  const over = `over ${window === 'hour' ? 'an' : 'a'} ${window}`
  if (kind === 'at_reorder_point') return conditionTitles[kind]
  const least = minimum_observations ? `, of at least ${formatValue(minimum_observations, 'count', null)}` : ''
  return `${conditionTitles[kind]} ${formatValue(value, isRelative(kind) ? 'ratio' : unit, null)} ${over}${least}`
}

/** A condition's value as it is typed: shares in percent. */
export function typedValue({ kind, value }: Pick<Alert['condition'], 'kind' | 'value'>, unit: Unit): string {
  if (value === null) return ''
  return String(isRelative(kind) || unit === 'ratio' ? Number((value * 100).toPrecision(12)) : value)
}

/** A minimum as it was typed: undefined where it is not a whole number from 1 on; null where none is asked for. */
export function minimumOf(typed: string): number | null | undefined {
  if (typed.trim() === '') return null
  const number = Number(typed)
  return Number.isInteger(number) && number >= 1 ? number : undefined
}

/** What stands behind or in the empty field of a value. */
export function valueHint(kind: ConditionKind, unit: Unit): string {
  if (isRelative(kind)) return '% of the value before'
  return unit === 'ratio' ? '%' : unit === 'times' ? '×' : unit
}

/** What was typed as the service takes it: shares are typed in percent. Null: not a number. */
export function conditionValue(typed: string, kind: ConditionKind, unit: Unit): number | null {
  const number = Number(typed)
  if (typed.trim() === '' || !Number.isFinite(number)) return null
  return isRelative(kind) || unit === 'ratio' ? number / 100 : number
}
