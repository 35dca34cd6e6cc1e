import type { Step } from '../../event-step/step.ts'
import type { FunnelChoice } from './choice.ts'

const hour = 3_600
const day = 24 * hour

const step = (event: string, filters: Step['filters'] = {}): Step => {
  const [type = '', action = ''] = event.split('.')
  return { type, action, filters }
}

const ofPatches = { category: ['patches'] }

/** Ready-made funnels, in the order in which they are offered. */
export const funnels = {
  purchase: {
    title: 'Search to payment',
    steps: [
      step('search.performed'),
      step('product.viewed'),
      step('cart.item_added'),
      step('checkout.started'),
      step('payment.captured'),
    ],
    by: 'session_id',
    windowSeconds: day,
  },
  patches: {
    title: 'Patches, view to order',
    steps: [
      step('product.viewed', ofPatches),
      step('cart.item_added', ofPatches),
      step('checkout.started'),
      step('order.placed', ofPatches),
    ],
    by: 'session_id',
    windowSeconds: day,
  },
  search: {
    title: 'Search to click',
    steps: [step('search.performed'), step('search.clicked'), step('product.viewed'), step('cart.item_added')],
    by: 'session_id',
    windowSeconds: hour,
  },
  activation: {
    title: 'Order to first reading',
    steps: [
      step('order.placed'),
      step('shipment.delivered'),
      step('device.activated'),
      step('patch.applied'),
      step('telemetry.read'),
    ],
    by: 'user_id',
    windowSeconds: 90 * day,
  },
} as const satisfies Record<string, Omit<FunnelChoice, 'breakdown'> & { title: string }>

export type FunnelPreset = keyof typeof funnels

export const defaultFunnel: FunnelPreset = 'purchase'

export const isFunnelPreset = (word: unknown): word is FunnelPreset =>
  typeof word === 'string' && Object.hasOwn(funnels, word)

/** How long after the first step the others may be. */
export const windows = [
  { seconds: hour, title: '1 hour' },
  { seconds: day, title: '1 day' },
  { seconds: 7 * day, title: '7 days' },
  { seconds: 30 * day, title: '30 days' },
  { seconds: 90 * day, title: '90 days' },
  { seconds: 366 * day, title: '1 year' },
] as const
