/**
 * Ten visits of yesterday: all search; the first eight view a product 10 s later (every second at a patch), the first
 * four of them put it into a cart after a minute, two begin the checkout after 30 s and one pays 30 s later. Even ones come
 * by web, odd ones by app.
 */
export function visits(nowMs: number): object[] {
  return Array.from({ length: 10 }, (_, visit) => {
    const start = nowMs - 86_400_000 + visit * 1_000
    const event = (type: string, action: string, seconds: number, data: object) => ({
      ...{ type, action, data, producer: 'test-shop', idempotency_key: `visit:${visit}:${type}` },
      occurred_at: new Date(start + seconds * 1_000).toISOString(),
      session_id: `visit-${visit}`,
      user_id: `visitor-${visit}`,
      context: { channel: visit % 2 === 0 ? 'web' : 'app' },
    })
    const category = visit % 2 === 0 ? 'patches' : 'readers'
    const cart_id = `cart-${visit}`
    const payment = { payment_id: `visit-${visit}`, gateway: 'stripe', method: 'card', amount: 20, currency: 'EUR' }
    const all = [
      event('search', 'performed', 0, { query: 'patch', results_count: 3 }),
      event('product', 'viewed', 10, { product_id: 'p', category }),
      event('cart', 'item_added', 70, {
        cart_id,
        product_id: 'p',
        category,
        quantity: 1,
        unit_price: 20,
        currency: 'EUR',
      }),
      event('checkout', 'started', 100, { checkout_id: cart_id, cart_id }),
      event('payment', 'captured', 130, payment),
    ]
    const done = visit < 1 ? 5 : visit < 2 ? 4 : visit < 4 ? 3 : visit < 8 ? 2 : 1
    return all.slice(0, done)
  }).flat()
}
