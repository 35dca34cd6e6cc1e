/** How many devices wear each lot, and how many reports there were of it. */
export const twoLots = {
  'LOT-GOOD': { devices: 80, terms: ['itching', 'itching', 'redness', 'burn'] },
  'LOT-BAD': { devices: 20, terms: Array.from({ length: 14 }, () => 'burn') },
} as const

/**
 * Two lots of one product, released a week before their reports: each device was bought in an order of its own, delivered,
 * activated two days ago and has read once; the first devices of a lot are those with a report. The bad one is recalled.
 */
export function lotEvents(nowMs: number): object[] {
  const at = (hours: number) => new Date(nowMs - hours * 3_600_000).toISOString()
  return Object.entries(twoLots).flatMap(([lot, { devices, terms }]) => {
    const event = (type: string, action: string, hours: number, key: string, data: object, more: object = {}) => ({
      ...{
        type,
        action,
        occurred_at: at(hours),
        producer: 'test-line',
        idempotency_key: `${type}:${action}:${lot}:${key}`,
      },
      data: { lot, ...data },
      ...more,
    })
    const product_id = 'patch-lots'
    const units = { product_id, units_produced: 200, units_rejected: 10 }
    const ids = Array.from({ length: devices }, (_, index) => `${lot}-${index}`)
    return [
      event('batch', 'produced', 220, '0', units),
      event('batch', 'released', 200, '0', { product_id }),
      ...(lot === 'LOT-BAD' ? [event('batch', 'recalled', 1, '0', { product_id, reason: 'burns' })] : []),
      ...ids.flatMap((id, index) => {
        const order = { order_id: `order-${id}`, user_id: `user-${id}` }
        const parcel = { shipment_id: `parcel-${id}`, carrier: 'seur', warehouse_id: 'MAD', lots: [lot] }
        const device = { device_id: id, user_id: `user-${id}` }
        const kind = { device_type: 'patch', firmware: '2.1.0' }
        const items = [{ product_id, quantity: 1, unit_price: 30, lot }]
        return [
          event('order', 'placed', 100, id, { items, currency: 'EUR' }, order),
          event('shipment', 'dispatched', 90, id, parcel, order),
          event('shipment', 'delivered', 60, id, { ...parcel, dispatched_at: at(90) }, order),
          event('device', 'activated', 48, id, kind, { ...device, order_id: order.order_id }),
          event('telemetry', 'read', 24, id, { ...kind, metric: 'glucose', value: 100, unit: 'mg/dL' }, device),
          ...(index < terms.length
            ? [
                event(
                  ...(['adverse_event', 'reported', 12, id] as const),
                  { report_id: `report-${id}`, severity: index % 2 === 0 ? 'severe' : 'mild', term: terms[index] },
                  { ...device, order_id: order.order_id },
                ),
              ]
            : []),
        ]
      }),
    ]
  })
}
