import type { Panel } from '../../panels/panel.ts'
import { funnel } from '../funnels/funnel.tsx'

const steps = [
  { type: 'session', action: 'started' },
  { type: 'product', action: 'viewed' },
  { type: 'cart', action: 'item_added' },
  { type: 'checkout', action: 'started' },
  { type: 'payment', action: 'captured' },
].map((step) => ({ ...step, filters: {} }))

/** A day is more than a session lasts. */
const windowSeconds = 86_400

export const conversion: Panel = {
  ...funnel({ steps, by: 'session_id', windowSeconds }),
  id: 'conversion_by_step',
  title: 'Conversion by step',
  question: 'How many visits come to a payment, and where are the others lost?',
}
