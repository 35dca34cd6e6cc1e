import { cents, currencyOf, inCurrency } from './catalogue.ts'
import { fillDrawer } from './drawer.ts'
import { fulfil } from './fulfil.ts'
import { notify } from './notify.ts'
import { placeOrder, quote, release, reserve } from './order.ts'
import type { Order } from './order-facts.ts'
import type { Customer } from './owned.ts'
import { pay } from './pay.ts'
import { type DeviceType, plans } from './products.ts'
import type { Process } from './schedule.ts'
import { day, hour } from './time.ts'
import type { World } from './world.ts'

/** A subscription from its first day to its last: every 28 days the patches of a month are paid for and sent. */
export function* subscribe(world: World, customer: Customer, type: DeviceType): Process {
  const { random } = world
  const { plan, product, quantity } = plans[type]
  const about = { user_id: customer.id, context: customer.context }
  const mrr = inCurrency(world, customer.place, cents(product.price * quantity * 0.9))
  const data = { subscription_id: world.id('subscription'), plan, mrr, currency: currencyOf(world, customer.place) }
  const tell = (action: string) => world.tell('subscription', action, about, data)

  tell('started')
  customer.plan = plan
  for (;;) {
    yield 28 * day + random.between(-6, 6) * hour
    const worn = customer.devices.some((device) => device.active && device.type === type)
    if (!worn || customer.gone || random.chance(0.05) || !(yield* renew(world, customer, type))) break
    tell('renewed')
    if (random.chance(0.07)) {
      yield random.between(1, 9) * day
      tell('paused')
      yield random.between(8, 25) * day
      tell('resumed')
    }
  }
  tell('cancelled')
  customer.plan = undefined
}

/** Pays for the next month and sends it; tries again on two later days before it gives up. */
function* renew(world: World, customer: Customer, type: DeviceType): Process<boolean> {
  const { product, quantity } = plans[type]
  const wanted = [{ product, quantity }]
  for (let attempt = 1; attempt <= 3; attempt++) {
    let reserved = reserve(world, customer.place, wanted)
    while (reserved === undefined) {
      yield day
      reserved = reserve(world, customer.place, wanted)
    }
    const about = { user_id: customer.id, order_id: world.id('order'), context: customer.context }
    const price = quote(world, customer, wanted, 0.1)
    const captured = yield* pay(world, customer.place, about, price, customer.wallet)
    if (captured !== undefined) {
      world.start(sendMonth(world, placeOrder(world, customer, about, price, reserved, captured)))
      return true
    }
    release(world, reserved)
    world.start(notify(world, customer, 'email', 'payment-failed'), hour)
    yield 2 * day
  }
  return false
}

function* sendMonth(world: World, order: Order): Process {
  if (yield* fulfil(world, order)) fillDrawer(order)
}
