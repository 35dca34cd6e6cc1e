const dayMs = 86_400_000

/**
 * Ten days of a very small shop, the last of them an hour ago: each day one visit, one order of two patches at 20 € and
 * more, its payment and one reading; what is three days old was dispatched and delivered. Every fourth payment first
 * failed; orders come from Spain and France in turn, every third is paid through adyen.
 */
export function tenDays(nowMs: number): object[] {
  return Array.from({ length: 10 }, (_, day) => day).flatMap((day) => {
    const at = (minutes: number) => new Date(nowMs - day * dayMs - 3_600_000 + minutes * 60_000).toISOString()
    const ids = { user_id: `user-${day % 4}`, session_id: `session-${day}` }
    const context = { country: day % 2 === 0 ? 'ES' : 'FR', channel: 'web' }
    const event = (type: string, action: string, minutes: number, data: object, more: object = {}) => ({
      type,
      action,
      occurred_at: at(minutes),
      producer: 'test-shop',
      idempotency_key: `${type}:${action}:${day}`,
      context,
      data,
      ...more,
    })
    const price = 20 + day
    const gateway = day % 3 === 0 ? 'adyen' : 'stripe'
    const payment = { payment_id: `payment-${day}`, gateway, method: 'card', amount: 2 * price, currency: 'EUR' }
    const order = { ...ids, order_id: `order-${day}` }
    const items = [{ product_id: 'patch-1', category: 'patches', quantity: 2, unit_price: price }]
    const shipment = { shipment_id: `shipment-${day}`, carrier: 'seur', dispatched_at: at(6) }
    return [
      event('session', 'started', 0, {}, ids),
      event('order', 'placed', 3, { items, currency: 'EUR' }, order),
      ...(day % 4 === 0 ? [event('payment', 'failed', 4, payment, order)] : []),
      event('payment', 'captured', 5, payment, order),
      event('telemetry', 'read', 7, { metric: 'glucose', value: 100 + day, unit: 'mg/dL' }, { device_id: `d-${day}` }),
      ...(day >= 3
        ? [
            event('shipment', 'dispatched', 6, shipment, order),
            event('shipment', 'delivered', 2 * 24 * 60, { ...shipment, eta: at(3 * 24 * 60) }, order),
          ]
        : []),
    ]
  })
}

/** One more captured payment, now. */
export const payment = (id: string) => ({
  type: 'payment',
  action: 'captured',
  occurred_at: new Date().toISOString(),
  producer: 'test-shop',
  idempotency_key: id,
  order_id: id,
  data: { payment_id: id, gateway: 'stripe', method: 'card', amount: 42.5, currency: 'EUR' },
})

/** Twelve predictions of now by each of two versions of a model, of the same subjects, with what they came to. */
export const predictions = () =>
  ['1', '2'].flatMap((model_version) =>
    Array.from({ length: 12 }, (_, nth) => nth).flatMap((nth) => {
      const identity = { prediction_id: `churn ${model_version} ${nth}`, model: 'churn', model_version }
      const event = (action: string, data: object) => ({
        ...{ type: 'prediction', action, occurred_at: new Date().toISOString(), producer: 'models' },
        ...{ idempotency_key: `${action} ${model_version} ${nth}`, data: { ...identity, ...data } },
      })
      const value = (nth + Number(model_version)) / 14
      const subject = { subject_type: 'customer', subject_id: `customer-${nth}`, unit: 'probability' }
      return [event('made', { ...subject, value }), event('observed', { observed_value: nth % 2 })]
    }),
  )
