import { asked } from '../../filters/asked.ts'
import type { View } from '../../filters/view.ts'
import { askedStep } from '../../funnels/asked-step.ts'
import { stepTitle } from '../../funnels/step.ts'
import type { RetentionChoice } from '../../retention/search.ts'
import type { Answer, Ask } from '../panel.ts'

export interface Cohort {
  /** The first day of its period. */
  readonly cohort: string
  readonly size: number
  /** How many came back in that period and each one after. */
  readonly retained: readonly number[]
}

export interface RetentionAnswer extends Answer {
  readonly rows: readonly Cohort[]
}

/** The triangle and the curves ask this, and so share one answer. */
export const askRetention = ({ first, again, whose, period }: RetentionChoice, view: View): Ask => ({
  method: 'POST',
  path: '/analytics/retention',
  body: { ...asked(view), cohort: askedStep(first), returning: askedStep(again), by: whose, period },
})

/** Filters choose people by their first cohort event. */
export const cutBy = ({ first }: RetentionChoice) => ({ events: [first.type] })

export const retentionFormula = ({ first, again, period }: RetentionChoice) =>
  `Cohort: by the ${period} of the first “${stepTitle(first)}” ever. Retained: those with a “${stepTitle(again)}” in that ` +
  `${period} and each one after, of all in the cohort.`

/** Null for a cohort of nobody. */
export const shareOf = ({ size, retained }: Cohort, step: number): number | null => {
  const count = retained[step]
  return count === undefined || size === 0 ? null : count / size
}

/**
 * The share of all cohorts that is retained after each number of periods, by people, over the cohorts that are that old.
 * @param open whether the last period still runs: then what each cohort did in it is left out
 */
export function meanRetention(rows: readonly Cohort[], open: boolean): number[] {
  const finished = rows.map(({ size, retained }) => ({ size, retained: open ? retained.slice(0, -1) : retained }))
  const longest = Math.max(0, ...finished.map(({ retained }) => retained.length))
  return Array.from({ length: longest }, (_, step) => {
    const old = finished.filter(({ retained }) => retained.length > step)
    const people = old.reduce((sum, { size }) => sum + size, 0)
    return people === 0 ? 0 : old.reduce((sum, { retained }) => sum + (retained[step] ?? 0), 0) / people
  })
}
