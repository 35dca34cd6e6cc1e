import type { Ask } from '../../api/ask.ts'
import type { Answered } from '../../api/generated/contract.ts'
import { asked } from '../../filters/asked.ts'
import type { View } from '../../filters/view.ts'
import type { Cut } from './search.ts'

export const stepTitles = {
  ordered: 'Ordered',
  shipped: 'Shipped',
  delivered: 'Delivered',
  activated: 'Device activated',
  adherent: 'Adherent (≥ 80 % of prescribed days)',
  adverse_event: 'Adverse event',
  refunded: 'Refunded',
} as const satisfies Readonly<Record<StepId, string>>

export type StepId = TherapyStep['id']

/** What an order can come to beside the way to a therapy; not a step of it. */
export const outcomes: readonly StepId[] = ['adverse_event', 'refunded']

export type TherapyAnswer = Answered<'POST /analytics/therapy'>
export type TherapyStep = TherapyAnswer['steps'][number]

/** What an order says filters it; its firmware is that of its devices. */
export const cutBy = { events: ['order'], and: ['firmware'] } as const

export const askTherapy = (view: View, by: Cut): Ask => ({
  method: 'POST',
  path: '/analytics/therapy',
  body: { ...asked(view), by },
})

export const therapyFormula =
  'Orders placed in the range, each by the parcel, the device and the days of wear that name it, whenever they happened. Shares ' +
  'are of the orders with a product that comes with a device: refills and accessories are left out. Adherent: at least 80 % of ' +
  'the prescribed patch days were valid. Adverse events are of activated orders, refunds of all.'

export const stepOf = (steps: readonly TherapyStep[], id: StepId): TherapyStep | undefined =>
  steps.find((it) => it.id === id)
