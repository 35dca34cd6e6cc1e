import type { Alert, ConditionKind } from '../api/alerts.ts'
import type { Measure, Unit } from '../api/catalogue.ts'
import { formatValue } from '../numbers/value.ts'

export const conditionTitles: Readonly<Record<ConditionKind, string>> = {
  above: 'is above',
  below: 'is below',
  rises_by: 'rises by',
  falls_by: 'falls by',
  at_reorder_point: 'reaches the reorder point',
  outside_expected: 'is outside the forecast band',
  incident_deadline: 'report deadline: half, 80 %, overdue',
  lot_signal: 'lot safety signal (CUSUM)',
}

/** Of these every report or lot fires by itself, and a limit was set beforehand. */
export const isOfSubjects = (kind: ConditionKind) => kind === 'incident_deadline' || kind === 'lot_signal'

/** Whether a condition can be asked of a measure. */
export function fits(kind: ConditionKind, { id, is_additive }: Pick<Measure, 'id' | 'is_additive'>): boolean {
  if (kind === 'at_reorder_point') return id === 'products_below_reorder'
  return isOfSubjects(kind) ? id === 'adverse_events' : kind !== 'outside_expected' || is_additive
}

/** The share of values that the band of a forecast is meant to hold where none is typed. */
export const usualConfidence = 0.95

/** Of these the value is a share of the window before. */
export const isRelative = (kind: ConditionKind) => kind === 'rises_by' || kind === 'falls_by'

/** These are typed in percent whatever the unit of the measure. */
const isShare = (kind: ConditionKind) => isRelative(kind) || kind === 'outside_expected'

interface AlertCondition extends Pick<Alert, 'window'> {
  readonly condition: Pick<Alert['condition'], 'kind' | 'value'> & Partial<Alert['condition']>
}

/** The name of a new alert: "Searches is above 2". */
export function conditionName(title: string, kind: ConditionKind, typed: string): string {
  if (kind === 'incident_deadline') return 'Deadline of a report to file'
  if (kind === 'lot_signal') return 'Safety signal of a lot'
  if (kind === 'outside_expected') return `${title} outside its ${typed} % forecast band`
  return `${title} ${conditionTitles[kind]}${kind === 'at_reorder_point' ? '' : ` ${typed}`}`
}

/** A condition in words: "is below 90.0% over an hour". */
export function conditionText(
  { condition: { kind, value, minimum_observations }, window }: AlertCondition,
  unit: Unit,
) {
  const over = `over ${window === 'hour' ? 'an' : 'a'} ${window}`
  if (kind === 'at_reorder_point' || isOfSubjects(kind)) return conditionTitles[kind]
  if (kind === 'outside_expected') {
    const band = formatValue(value ?? usualConfidence, 'ratio', null)
    return `is outside its ${band} forecast band over the last whole ${window === 'week' ? 'week' : 'day'}`
  }
  const least = minimum_observations ? `, of at least ${formatValue(minimum_observations, 'count', null)}` : ''
  return `${conditionTitles[kind]} ${formatValue(value, isRelative(kind) ? 'ratio' : unit, null)} ${over}${least}`
}

/** A condition's value as it is typed: shares in percent. */
export function typedValue({ kind, value }: Pick<Alert['condition'], 'kind' | 'value'>, unit: Unit): string {
  if (value === null) return ''
  return String(isShare(kind) || unit === 'ratio' ? Number((value * 100).toPrecision(12)) : value)
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
  if (kind === 'outside_expected') return '% of days expected within'
  return unit === 'ratio' ? '%' : unit === 'times' ? '×' : unit
}

/** What was typed as the service takes it: shares are typed in percent. Null: not a number. */
export function conditionValue(typed: string, kind: ConditionKind, unit: Unit): number | null {
  const number = Number(typed)
  if (typed.trim() === '' || !Number.isFinite(number)) return null
  return isShare(kind) || unit === 'ratio' ? number / 100 : number
}
