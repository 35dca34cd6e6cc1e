import type { Unit } from '../api/catalogue.ts'
import { noValue } from './value.ts'

/** Which way a figure ought to go; `neither` where more is not better and less is not either. */
export type Better = 'more' | 'less' | 'neither'

export interface Change {
  /** Relative to the period before; for ratios the difference in percentage points ÷ 100. Null: unknown. */
  readonly amount: number | null
  readonly direction: 'up' | 'down' | 'level' | 'unknown'
  readonly tone: 'good' | 'bad' | 'neutral'
  /** "+12.4%", "−1.3 pt", "0.0%" or a dash. */
  readonly text: string
  /** The same as a sentence for those who hear the page. */
  readonly sentence: string
  /** Why the period before says nothing, where that is known: "data starts 31 Aug 2026". */
  readonly reason?: string
  /** Whether chance alone may have moved it, by 95 % intervals. */
  readonly isNoise?: boolean
}

const tenths = new Intl.NumberFormat('en', { minimumFractionDigits: 1, maximumFractionDigits: 1 })
const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })

/** What would be shown as 0.0 is level, whatever lies behind it. */
const isLevel = (amount: number) => Math.abs(amount) < 0.0005

function amountOf(current: number | null, previous: number | null, unit: Unit): number | null {
  if (current === null || previous === null) return null
  if (unit === 'ratio') return current - previous
  // From nothing to something is no percentage.
  return previous === 0 ? null : (current - previous) / Math.abs(previous)
}

/** The change is unknown, and why. */
export const incomparable = (reason: string): Change => ({
  amount: null,
  direction: 'unknown',
  tone: 'neutral',
  text: noValue,
  sentence: `no comparison with the previous period: ${reason}`,
  reason,
})

/**
 * How a figure moved against the period before it.
 * @param isNoise whether chance alone may have moved it: then it is neither good nor bad
 */
export function changeOf(
  current: number | null | undefined,
  previous: number | null | undefined,
  unit: Unit,
  better: Better,
  isNoise = false,
): Change {
  const amount = amountOf(current ?? null, previous ?? null, unit)
  if (amount === null) {
    const sentence = 'no comparison with the previous period'
    return { amount, direction: 'unknown', tone: 'neutral', text: noValue, sentence }
  }
  const [suffix, spoken] = unit === 'ratio' ? [' pt', ' percentage points'] : ['%', ' percent']
  if (isLevel(amount)) {
    const sentence = 'level with the previous period'
    return { amount, direction: 'level', tone: 'neutral', text: `0.0${suffix}`, sentence }
  }
  const percent = Math.abs(amount) * 100
  // Past a doubling, tenths of a percent do not matter.
  const size = (percent < 100 ? tenths : whole).format(percent)
  const direction = amount > 0 ? 'up' : 'down'
  const wanted = better === 'neither' || isNoise ? null : (better === 'more') === amount > 0
  return {
    amount,
    direction,
    tone: wanted === null ? 'neutral' : wanted ? 'good' : 'bad',
    text: `${amount > 0 ? '+' : '−'}${size}${suffix}`,
    sentence: `${direction} ${size}${spoken} on the previous period${isNoise ? ', within chance' : ''}`,
    ...(isNoise ? { isNoise } : {}),
  }
}
