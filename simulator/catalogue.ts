import type { Customer } from './owned.ts'
import type { Place } from './places.ts'
import { type Product, products } from './products.ts'
import type { Process } from './schedule.ts'
import { timeOfYear } from './season.ts'
import { day } from './time.ts'
import type { World } from './world.ts'

export const cents = (amount: number) => Math.round(amount * 100) / 100

/** What an amount in EUR is where orders are in the currency of the place. */
export const inCurrency = (world: World, place: Place, euro: number) =>
  cents(world.currencies ? euro * place.rate : euro)

export const currencyOf = (world: World, place: Place) => (world.currencies ? place.currency : 'EUR')

/** How a product is described wherever it is seen. */
export const described = ({ product_id, category, brand }: Product) => ({ product_id, category, brand })

function tell(world: World, action: string, product: Product): void {
  world.tell('product', action, {}, { ...described(product), price: product.price, currency: 'EUR' })
}

/** The catalogue of the opening day, and how it changes: prices, one product that comes, one that goes. */
export function* keepCatalogue(world: World): Process {
  world.products = products.filter(({ publishedOnDay }) => publishedOnDay === undefined)
  for (const product of world.products) tell(world, 'published', product)
  for (const product of products) world.start(comeAndGo(world, product))
  for (;;) {
    yield world.random.between(6, 14) * day
    const old = world.random.pick(world.products)
    const product = { ...old, price: Math.ceil(old.price * world.random.between(0.96, 1.05)) - 0.1 }
    world.products = world.products.map((it) => (it === old ? product : it))
    tell(world, 'updated', product)
  }
}

function* comeAndGo(world: World, { product_id, publishedOnDay, retiredOnDay }: Product): Process {
  const onDay = (n: number) => world.until(world.opened + (n + 0.4) * day)
  if (publishedOnDay !== undefined) {
    yield onDay(publishedOnDay)
    const arrived = products.filter((product) => product.product_id === product_id)
    world.products = [...world.products, ...arrived]
    for (const product of arrived) tell(world, 'published', product)
  }
  if (retiredOnDay !== undefined) {
    yield onDay(retiredOnDay)
    const leaving = world.products.filter((product) => product.product_id === product_id)
    world.products = world.products.filter((product) => product.product_id !== product_id)
    for (const product of leaving) tell(world, 'retired', product)
  }
}

/** The product of a visitor's interest: patches for the devices that they have, else what is generally popular. */
export function interestOf(world: World, customer: Customer | undefined): Product {
  const types = new Set(customer?.devices.map(({ type }) => type))
  const weight = (product: Product) => {
    const { worn, device } = product
    const weight = product.weight * timeOfYear(product.brand, world.now)
    if (types.size === 0) return worn === undefined ? 2 * weight : weight
    if (worn !== undefined) return types.has(worn.by) ? 3 * weight : 0.05 * weight
    return device === undefined ? weight : 0.1 * weight
  }
  return world.random.weighted(world.products.map((product) => [product, weight(product)]))
}
