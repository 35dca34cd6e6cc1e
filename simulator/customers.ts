import type { Customer } from './owned.ts'
import type { Place } from './places.ts'
import { dateOf, day } from './time.ts'
import type { World } from './world.ts'

const firstNames = ['Ana', 'Luca', 'Sofie', 'Omar', 'Priya', 'Jonas', 'Claire', 'Noah', 'Elsa', 'Diego', 'Mei', 'Amir']
const lastNames = ['Rivera', 'Bianchi', 'de Vries', 'Haddad', 'Sharma', 'Weber', 'Laurent', 'Clark', 'Lind', 'Ortega']

/** A known customer. `joined` is the month of the cohort. */
export function welcome(world: World, place: Place, city: string, channel: string, joined: number): Customer {
  const customer: Customer = {
    id: world.id('user'),
    place,
    context: {
      country: place.country,
      region: place.region,
      city,
      channel,
      cohort: dateOf(joined).slice(0, 7),
    },
    diligence: Math.min(0.99, Math.max(0.5, world.random.normal(0.91, 0.07))),
    drawer: [],
    devices: [],
    plan: undefined,
    marketing: world.random.chance(0.6),
    loyal: false,
    points: 0,
    earned: 0,
    tier: 'bronze',
    wallet: undefined,
    gone: false,
  }
  world.customers.push(customer)
  const neighbours = world.customersOf.get(place.region)
  if (neighbours === undefined) world.customersOf.set(place.region, [customer])
  else neighbours.push(customer)
  return customer
}

/** Tells of a new account. The person is made up; the addresses and numbers are reserved for examples. */
export function register(world: World, customer: Customer, session_id?: string): void {
  const { random } = world
  const name = `${random.pick(firstNames)} ${random.pick(lastNames)}`
  const about = { user_id: customer.id, context: customer.context, ...(session_id === undefined ? {} : { session_id }) }
  world.tell('user', 'registered', about, {
    email: `${customer.id}@example.com`,
    phone: `+1-555-01${String(random.whole(0, 99)).padStart(2, '0')}`,
    name,
    birth_date: dateOf(Date.UTC(1945, 0, 1) + random.whole(0, 60 * 365) * day),
    consent: { analytics: true, marketing: customer.marketing },
  })
  if (random.chance(0.55)) {
    customer.loyal = true
    world.tell('loyalty', 'enrolled', about, { points: 0, tier: customer.tier })
  }
}

/** A known customer of a place, the newer the likelier; none while the place has none yet. */
export function someoneFrom(world: World, place: Place): Customer | undefined {
  const neighbours = world.customersOf.get(place.region) ?? []
  const share = world.random.next()
  const customer = neighbours[Math.floor(neighbours.length * (1 - share * share))] ?? neighbours.at(-1)
  return customer?.gone ? undefined : customer
}
