import { stored } from '../open.ts'
import type { Fixtures } from './fixture.ts'

const product = (action: string, product_id: string, category: string) =>
  stored({ type: 'product', action, data: { product_id, category } })
const cart = (action: string, cart_id: string) => stored({ type: 'cart', action, data: { cart_id } })
const checkout = (action: string, checkout_id: string) => stored({ type: 'checkout', action, data: { checkout_id } })

export default {
  product_views: {
    events: [product('viewed', 'p1', 'patches'), product('viewed', 'p1', 'patches'), product('wishlisted', 'p2', 'x')],
    value: 2,
    asks: [{ question: { dimensions: ['category'] }, rows: [{ category: 'patches', product_views: 2 }] }],
  },
  cart_additions: { events: ['item_added', 'item_added', 'item_removed'].map((it) => cart(it, 'c1')), value: 2 },
  // c1 was sent twice
  carts_created: {
    events: [cart('created', 'c1'), cart('created', 'c1'), cart('created', 'c2'), cart('converted', 'c3')],
    value: 2,
  },
  checkouts_started: { events: [checkout('started', 'k1'), checkout('started', 'k1')], value: 1 },
  checkouts_completed: {
    events: [checkout('completed', 'k1'), checkout('completed', 'k2'), checkout('failed', 'k3')],
    value: 2,
  },
} satisfies Fixtures
