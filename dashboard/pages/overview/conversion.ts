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
  title: 'Checkout funnel',
  // Beside the conversion rate, which is another number: a reader must see why.
  question:
    'Of the sessions that started in the range. The conversion rate above also counts renewals, which have no session, and ' +
    'sessions that started before.',
}
