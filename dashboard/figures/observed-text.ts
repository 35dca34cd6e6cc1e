import type { Unit } from '../api/catalogue.ts'
import type { Observed } from '../numbers/observed.ts'
import { formatShort } from '../numbers/value.ts'

/** On how many observations a value rests: "n = 35"; null where it is not told. */
export const countText = (observed: Observed | null | undefined): string | null =>
  observed ? `n = ${formatShort(observed.n, 'count', null)}` : null

/** On what a value rests, in the width of a tip: "n = 35, 95 % CI 72.6% – 85.8%"; null where nothing is told. */
export function observedText(observed: Observed | null | undefined, unit: Unit): string | null {
  const count = countText(observed)
  if (!observed?.interval) return count
  const { interval } = observed
  return `${count}, 95 % CI ${formatShort(interval.low, unit, null)} – ${formatShort(interval.high, unit, null)}`
}
