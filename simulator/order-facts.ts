import type { About } from './event.ts'
import type { Customer } from './owned.ts'
import type { Payment } from './pay.ts'
import type { Product } from './products.ts'

export interface Line {
  readonly product: Product
  readonly lot: string
  readonly quantity: number
  readonly unit_price: number
}

/** An order that was paid. `about` names the order and the customer, and no session. */
export interface Order {
  readonly id: string
  readonly customer: Customer
  readonly about: About
  readonly lines: readonly Line[]
  readonly warehouse: string
  readonly payment: Payment
}
