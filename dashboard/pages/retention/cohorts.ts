import type { Ask } from '../../api/ask.ts'
import type { Answered } from '../../api/generated/contract.ts'
import { askedStep } from '../../event-step/asked-step.ts'
import { stepTitle } from '../../event-step/step.ts'
import { asked } from '../../filters/asked.ts'
import type { View } from '../../filters/view.ts'
import type { RetentionChoice } from './search.ts'

export type RetentionAnswer = Answered<'POST /analytics/retention'>
export type Cohort = RetentionAnswer['rows'][number]

/** Whether the last number of each row may still grow. */
export const isIncomplete = ({ incomplete }: RetentionAnswer): boolean => incomplete !== undefined

/**
 * What must be said beside the numbers: of the period under way, and of a first cohort that the range cuts, which holds only
 * those from its first day on.
 */
export function retentionNotes(answer: RetentionAnswer, { period }: RetentionChoice, from: string): string | undefined {
  const [first] = answer.rows
  const notes = [
    isIncomplete(answer) ? `The last number of each row is of a ${period} that is not over; it is marked.` : undefined,
    first !== undefined && first.cohort < from.slice(0, 10)
      ? `The cohort of ${first.cohort} holds only those from ${from.slice(0, 10)} on, where the range begins.`
      : undefined,
  ].filter((it) => it !== undefined)
  return notes.length === 0 ? undefined : notes.join(' ')
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

/** Null for an empty cohort. */
export const shareOf = ({ size, retained }: Cohort, step: number): number | null => {
  const count = retained[step]
  return count === undefined || size === 0 ? null : count / size
}

/**
 * The share of all cohorts that is retained after each number of periods, by people, over the cohorts that are that old.
 * @param open whether the last period is not over: then what each cohort did in it is left out
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
