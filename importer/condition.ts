import type { Condition } from './mapping-schema.ts'
import { readNumber } from './read-value.ts'
import { Problem, type Row, textOf } from './row.ts'

const listOf = (words: string | string[]) => (Array.isArray(words) ? words : [words])

/** Whether a row meets every condition. What is missing is the empty text, and what is no number meets no bound. */
export function meets(row: Row, conditions: readonly Condition[]): boolean {
  return conditions.every((condition) => {
    const found = textOf(row, condition.column)
    if (found instanceof Problem) return false
    const text = found ?? ''
    const { is, is_not, starts_with, starts_not_with } = condition
    if (is !== undefined && !listOf(is).includes(text)) return false
    if (is_not !== undefined && listOf(is_not).includes(text)) return false
    if (starts_with !== undefined && !listOf(starts_with).some((start) => text.startsWith(start))) return false
    if (starts_not_with !== undefined && listOf(starts_not_with).some((start) => text.startsWith(start))) return false
    return withinBounds(text, condition)
  })
}

function withinBounds(text: string, { above, at_least, below, at_most }: Condition): boolean {
  if ((above ?? at_least ?? below ?? at_most) === undefined) return true
  const number = readNumber(text)
  return (
    number !== undefined &&
    (above === undefined || number > above) &&
    (at_least === undefined || number >= at_least) &&
    (below === undefined || number < below) &&
    (at_most === undefined || number <= at_most)
  )
}
