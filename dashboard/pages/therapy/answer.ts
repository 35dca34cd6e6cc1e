import type { Answer, Ask } from '../../api/ask.ts'
import { asked } from '../../filters/asked.ts'
import type { View } from '../../filters/view.ts'
import type { Cut } from './search.ts'

export const stepTitles = {
  ordered: 'Ordered',
  shipped: 'Shipped',
  delivered: 'Delivered',
  activated: 'Device activated',
  adherent: 'Kept to the therapy',
  adverse_event: 'Adverse event',
  refunded: 'Refunded',
} as const

export type StepId = keyof typeof stepTitles

/** What an order can come to beside the way to a therapy; not a step of it. */
export const outcomes: readonly StepId[] = ['adverse_event', 'refunded']

export interface TherapyStep {
  readonly id: StepId
  readonly count: number
  /** Of the orders; of an adverse event: of those activated. */
  readonly conversion: number | null
  readonly drop_off: number | null
  readonly median_days: number | null
  readonly p90_days: number | null
}

export interface TherapyAnswer extends Answer {
  readonly steps: readonly TherapyStep[]
  readonly breakdown?: readonly { readonly value: string | null; readonly steps: readonly TherapyStep[] }[]
}

/** What an order says filters it; its firmware is that of its devices. */
export const cutBy = { events: ['order'], and: ['firmware'] } as const

export const askTherapy = (view: View, by: Cut): Ask => ({
  method: 'POST',
  path: '/analytics/therapy',
  body: { ...asked(view), by },
})

export const therapyFormula =
  'Orders placed in the range, each by the parcel, the device and the days of wear that name it, whenever they happened. Kept ' +
  'to the therapy: at least 80 % of the prescribed patch days were valid. Adverse events are of activated orders, refunds of all.'

export const stepOf = (steps: readonly TherapyStep[], id: StepId): TherapyStep | undefined =>
  steps.find((it) => it.id === id)
