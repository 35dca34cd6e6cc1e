import type { Condition } from './alert.ts'

/** The result of an evaluation of a measure: whether it is beyond its limit, or why that is not known. */
export type Verdict =
  | SubjectsVerdict
  | { readonly state: 'ok' | 'firing'; readonly value: number; readonly limit: number }
  | { readonly state: 'unknown'; readonly value: number | null; readonly reason: string }

/** The result of an evaluation of reports or lots: which of them meet the condition now. */
export interface SubjectsVerdict {
  readonly state: 'ok' | 'firing'
  /** How many they are. */
  readonly value: number
  readonly limit: number
  readonly subjects: readonly Subject[]
}

/** A report or a lot that meets a condition. */
export interface Subject {
  /** The id of the report, the number of the lot. */
  readonly subject: string
  /** It fires once for each key of an alert; while it is among those found, its firing stays open. */
  readonly key: string
  /** False where it met the condition before, and something graver of the same report fires instead. */
  readonly fires: boolean
  readonly value: number
  readonly limit: number
  /** The path of its page. */
  readonly link: string
}

/**
 * Holds a value against a condition.
 * @param before the value of the window before, for a change
 * @param observations on how many the value rests, the fewer of both windows for a change; null where none are counted
 */
export function judge(
  condition: Condition,
  value: number | null,
  before: number | null,
  observations: number | null = null,
): Verdict {
  const { kind, value: wanted, minimum_observations: least = null } = condition
  const told = (fires: boolean, limit: number): Verdict => ({
    state: fires ? 'firing' : 'ok',
    value: value ?? 0,
    limit,
  })
  const unknown = (reason: string): Verdict => ({ state: 'unknown', value, reason })

  if (least !== null && observations !== null && observations < least) {
    return unknown(`Too few to tell: ${observations} observations, of at least ${least}.`)
  }
  if (value === null) return unknown('The measure has no value for this time: there is nothing to divide by.')
  if (kind === 'at_reorder_point') return told(value > 0, 0)
  if (wanted === null) return unknown('The condition names no value.')
  if (kind === 'above') return told(value > wanted, wanted)
  if (kind === 'below') return told(value < wanted, wanted)
  if (before === null) return unknown('The measure has no value for the time before to compare with.')
  const limit = before * (kind === 'rises_by' ? 1 + wanted : 1 - wanted)
  // From nothing to something is a rise by any fraction; nothing after nothing is none.
  return kind === 'rises_by'
    ? told(value > before && value >= limit, limit)
    : told(value < before && value <= limit, limit)
}
