import { parseStep, type Step } from '../../event-step/step.ts'

export const periods = { day: 'day', week: 'week', month: 'month' } as const
export type Period = keyof typeof periods

/** Retention: people or devices. */
export type Whose = 'user_id' | 'device_id'

/** What the address says about retention; what is absent has its default. `cohort` is a filter already. */
export interface RetentionSearch {
  /** The event that makes a person or device part of a cohort, as `writeStep` writes it. */
  first?: string
  /** The event that counts as a return. */
  again?: string
  whose?: Whose
  period?: Period
}

export interface RetentionChoice {
  readonly first: Step
  readonly again: Step
  readonly whose: Whose
  readonly period: Period
}

const isPeriod = (word: unknown): word is Period => typeof word === 'string' && Object.hasOwn(periods, word)
const isStep = (word: unknown): word is string => typeof word === 'string' && parseStep(word) !== undefined

/** Reads the cohorts from an address, which is untrusted input: invalid parts are left out. */
export const parseRetentionSearch = ({
  first,
  again,
  whose,
  period,
}: Readonly<Record<string, unknown>>): RetentionSearch => ({
  ...(isStep(first) ? { first } : {}),
  ...(isStep(again) ? { again } : {}),
  ...(whose === 'device_id' || whose === 'user_id' ? { whose } : {}),
  ...(isPeriod(period) ? { period } : {}),
})

/** Without a word in the address: who ordered for the first time, and ordered again. */
export function retentionChoice({
  first,
  again,
  whose = 'user_id',
  period = 'week',
}: RetentionSearch): RetentionChoice {
  const order: Step = { type: 'order', action: 'placed', filters: {} }
  return {
    first: (first === undefined ? undefined : parseStep(first)) ?? order,
    again: (again === undefined ? undefined : parseStep(again)) ?? order,
    whose,
    period,
  }
}
