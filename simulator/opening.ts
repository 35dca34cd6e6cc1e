import { keepAccounts } from './accounts.ts'
import { testCards } from './card-testing.ts'
import { keepCatalogue } from './catalogue.ts'
import { welcome } from './customers.ts'
import { firstLot, makeBadLot, makeLots } from './factory.ts'
import { newestLot } from './lots.ts'
import { newsletters } from './newsletter.ts'
import type { Customer } from './owned.ts'
import { places, warehouses } from './places.ts'
import { bestSeller, type DeviceType, plans, product, products } from './products.ts'
import { stockUp } from './shelves.ts'
import { subscribe } from './subscribe.ts'
import { day, hour } from './time.ts'
import { newDevice } from './unpack.ts'
import { runErrands, visitors } from './visitors.ts'
import { keepStock } from './warehouse.ts'
import { wear } from './wear.ts'
import { World, type WorldOptions } from './world.ts'

/** Customers that the business had before it opened its shop, at scale 1. */
const knownCustomers = 520
/** Patients of the pilot, who come over with their devices in the first ten days. */
const pilotPatients = 85

/** A business on its opening morning. */
export function openBusiness(options: WorldOptions): World {
  const world = openShop(options)
  for (let n = 0; n < pilotPatients * world.scale; n++) bringOver(world)
  return world
}

/** The same shop without the pilot: all its devices are still to be sold. */
export function openShop(options: WorldOptions): World {
  const world = new World(options)
  for (const it of products) firstLot(world, it)
  stockUp(world)
  for (let n = 0; n < knownCustomers * world.scale; n++) knownCustomer(world)
  world.start(keepCatalogue(world))
  for (const it of products) world.start(makeLots(world, it))
  world.start(makeBadLot(world, product(bestSeller)))
  for (const warehouse of warehouses) world.start(keepStock(world, warehouse))
  for (const place of places) world.start(visitors(world, place))
  world.start(runErrands(world))
  world.start(newsletters(world))
  world.start(keepAccounts(world))
  world.start(testCards(world))
  return world
}

function knownCustomer(world: World): Customer {
  const { random } = world
  const place = random.weighted(places.map((place) => [place, place.weight]))
  const channel = random.weighted([
    ['web', 60],
    ['mobile_app', 30],
    ['clinic', 10],
  ])
  const joined = world.opened - random.between(5, 150) * day
  return welcome(world, place, random.weighted(place.cities), channel, joined)
}

function bringOver(world: World): void {
  const { random } = world
  const patient = knownCustomer(world)
  const [type, deviceId] = random.weighted(pilotDevices)
  const { product: patch, quantity } = plans[type]
  for (let n = random.whole(1, quantity); n > 0; n--) {
    patient.drawer.push({ product_id: patch.product_id, lot: newestLot(world, patch) })
  }
  const { device } = product(deviceId)
  const moves = random.between(0.2, 10) * day
  const owned = newDevice(world, patient, type, device?.model ?? '', newestLot(world, product(deviceId)))
  world.start(wear(world, owned), moves)
  if (!random.chance(0.6)) return
  patient.plan = plans[type].plan
  world.start(subscribe(world, patient, type), moves + random.between(1, 40) * hour)
}

const pilotDevices: readonly (readonly [readonly [DeviceType, string], number])[] = [
  [['glucose_patch', 'reader-g2'], 60],
  [['dosing_patch', 'pump-d1'], 22],
  [['sweat_patch', 'band-s1'], 18],
]
