import type { Answer, Ask } from '../../api/ask.ts'
import { asked } from '../../filters/asked.ts'
import type { View } from '../../filters/view.ts'

export interface LtvAnswer extends Answer {
  /** BG/NBD (r, alpha, a, b) with Gamma-Gamma (p, q, v); null where there is none, with the reason beside it. */
  readonly model:
    | (Readonly<Record<'r' | 'alpha' | 'a' | 'b' | 'p' | 'q' | 'v' | 'log_likelihood' | 'customers', number>> & {
        readonly converged: boolean
      })
    | null
  readonly reason?: string
  readonly currency: string | null
  readonly summary: {
    readonly customers: number
    readonly repeat_customers: number
    readonly total_spent: number | null
    readonly expected_value: number | null
  }
  readonly cohorts: readonly {
    readonly cohort: string
    readonly customers: number
    readonly orders: number
    readonly spent: number | null
    readonly mean_frequency: number
    readonly expected_value: number | null
  }[]
  readonly customers: readonly {
    readonly user_id: string
    readonly frequency: number
    readonly recency_days: number
    readonly age_days: number
    readonly mean_value: number | null
    readonly p_alive: number | null
    readonly expected_purchases: number | null
    readonly expected_value: number | null
  }[]
}

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
