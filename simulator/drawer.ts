import type { Order } from './order-facts.ts'

/** Puts the patches of an order where their owner will take them from. */
export function fillDrawer({ id, customer, lines }: Order): void {
  for (const { product, lot, quantity } of lines) {
    if (product.worn === undefined) continue
    for (let n = 0; n < quantity; n++) customer.drawer.push({ product_id: product.product_id, lot, order_id: id })
  }
}
