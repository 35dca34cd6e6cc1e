import type { Ask } from '../../api/ask.ts'
import type { Answered } from '../../api/generated/contract.ts'
import { asked } from '../../filters/asked.ts'
import type { View } from '../../filters/view.ts'

/** `model`: BG/NBD (r, alpha, a, b) with Gamma-Gamma (p, q, v). */
export type LtvAnswer = Answered<'POST /analytics/ltv'>

/** All orders until the end of the range: a model of habits must know them from the beginning. */
export const askLtv = (view: View): Ask => {
  const { from: _from, ...rest } = asked(view)
  return { method: 'POST', path: '/analytics/ltv', body: { ...rest, horizon_days: 365, period: 'month', limit: 100 } }
}

/** Filters choose customers by their first order. */
export const ltvCutBy = { events: ['order'] } as const

export const ltvFormula =
  'BG/NBD (Fader, Hardie and Lee 2005) for how often, Gamma-Gamma for how much, fitted to all orders until the end of the ' +
  'range; expected value is what is spent within 365 days from then on, not discounted.'
