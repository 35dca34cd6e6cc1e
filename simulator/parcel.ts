import type { Order } from './order-facts.ts'
import { carriers, clocks, missedShares, promisesDays } from './places.ts'
import type { Process } from './schedule.ts'
import { lateCarrier, tells } from './stories.ts'
import { dateOf, day, hour, hourOf, midnight, minute, stamp, workday } from './time.ts'
import type { World } from './world.ts'

/** What is known of a parcel, as its events carry it. */
export interface Parcel {
  readonly facts: Record<string, unknown>
  readonly dispatched: number
  readonly due: number
  /** The local midnight before it is brought for the first time. */
  readonly comes: number
  late: boolean
}

type End = 'delivered' | 'returned_to_origin' | 'lost'

const opens = 8
const closes = 18

/** The warehouse packs the goods and hands them to a carrier, in its working hours. */
export function* pack(world: World, { about, customer, warehouse, lines }: Order): Process<Parcel> {
  const { random } = world
  const { place } = customer
  const carrier = random.weighted(carriers[warehouse] ?? [])
  const lots = [...new Set(lines.map(({ lot }) => lot))]
  const created = { shipment_id: world.id('shipment'), warehouse_id: warehouse, carrier, lots }
  yield random.between(2, 30) * minute
  world.tell('shipment', 'created', about, created)
  yield world.until(nextWorkingTime(world.now + random.between(1.5, 9) * hour, clocks[warehouse] ?? 0))

  const far = place.warehouse === warehouse ? 0 : 2
  const [usual, most] = place.transitDays
  const localDay = (days: number) => workday(midnight(world.now + days * day, place.offset), place.offset)
  const due = localDay(most + far) + 20 * hour
  const eta = promisesDays.has(carrier) ? dateOf(due, place.offset) : stamp(due, place.offset)
  const facts = { ...created, eta, dispatched_at: stamp(world.now) }
  world.tell('shipment', 'dispatched', about, facts)

  const road = (random.chance(0.55) ? usual : most) + far + delay(world, carrier)
  return { facts, dispatched: world.now, due, comes: localDay(road), late: false }
}

/** Days that a parcel loses on the road. */
function delay(world: World, carrier: string): number {
  const { random } = world
  if (carrier === lateCarrier && tells('lateCarrier', world.day) && random.chance(0.75)) return random.whole(2, 5)
  return random.chance(0.035) ? random.whole(1, 3) : 0
}

function nextWorkingTime(ms: number, offset: number): number {
  const hours = hourOf(ms, offset)
  if (hours < opens) return workday(midnight(ms, offset), offset) + (opens + hours / 8) * hour
  if (hours < closes) return workday(ms, offset)
  return workday(midnight(ms, offset) + day, offset) + (opens + (hours - closes) / 4) * hour
}

/** On the road: up to three attempts, then back; a few are never seen again. */
export function* send(world: World, { about, customer }: Order, parcel: Parcel): Process<End> {
  const { random } = world
  const { country, offset } = customer.place
  if (random.chance(0.008)) {
    yield random.between(5, 9) * day
    world.tell('shipment', 'lost', about, parcel.facts)
    return 'lost'
  }
  let morning = parcel.comes
  for (let attempt = 1; attempt <= 3; attempt++) {
    const scan = { ...parcel.facts, attempt }
    yield world.until(Math.max(morning + random.between(6.5, 8.5) * hour, world.now + minute))
    world.tell('shipment', 'out_for_delivery', about, scan)
    yield random.between(1, 9.5) * hour
    if (!random.chance(attempt === 1 ? (missedShares[country] ?? 0.08) : 0.38)) {
      parcel.late = world.now > parcel.due
      world.tell('shipment', 'delivered', about, scan)
      return 'delivered'
    }
    world.tell('shipment', 'attempted', about, scan)
    if (random.chance(0.14)) break
    morning = workday(midnight(world.now, offset) + day, offset)
  }
  yield random.between(1, 4) * day
  world.tell('shipment', 'returned_to_origin', about, parcel.facts)
  return 'returned_to_origin'
}
