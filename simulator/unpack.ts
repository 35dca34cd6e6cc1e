import { fillDrawer } from './drawer.ts'
import { fulfil } from './fulfil.ts'
import type { Order } from './order-facts.ts'
import type { Customer, Device } from './owned.ts'
import type { DeviceType } from './products.ts'
import type { Process } from './schedule.ts'
import { firmwareOn } from './stories.ts'
import { subscribe } from './subscribe.ts'
import { day, hour } from './time.ts'
import { wear } from './wear.ts'
import type { World } from './world.ts'

/** An order on its way to the customer, and what begins at its delivery: a device's life, a subscription. */
export function* receive(world: World, order: Order): Process {
  const { random } = world
  if (!(yield* fulfil(world, order))) return
  fillDrawer(order)
  const { customer } = order
  for (const { product, lot } of order.lines) {
    if (product.device === undefined) continue
    const { type, model } = product.device
    world.start(wear(world, newDevice(world, customer, type, model, lot, order.id)), random.between(0.5, 20) * hour)
    if (customer.plan === undefined && random.chance(0.42)) {
      customer.plan = 'chosen'
      world.start(subscribe(world, customer, type), random.between(0.1, 3) * day)
    }
  }
}

/** A device in the hands of its owner. `order_id`: the order that it came with, if it was one of this shop. */
export function newDevice(
  world: World,
  owner: Customer,
  type: DeviceType,
  model: string,
  lot: string,
  order_id?: string,
): Device {
  const device = {
    id: world.id('device'),
    type,
    model,
    lot,
    order_id,
    owner,
    firmware: firmwareOn(type, world.day).version,
    patience: world.random.between(0, 5),
    worn: undefined,
    active: false,
  }
  owner.devices.push(device)
  world.devices.push(device)
  return device
}
