import { affiliateOf, arrivalOf, arriveBy } from './arrivals.ts'
import { fillBasket } from './basket.ts'
import { described, interestOf } from './catalogue.ts'
import { checkOut } from './checkout.ts'
import { type Habits, habitsOf } from './habits.ts'
import type { Customer } from './owned.ts'
import type { Place } from './places.ts'
import { type Product, searches } from './products.ts'
import type { Process } from './schedule.ts'
import { type Placement, recommend, showOffer, signUp, type Visit, view } from './storefront.ts'
import { minute, second } from './time.ts'
import type { World } from './world.ts'

/** A visit from the first page to half an hour of silence. On an `errand` the visitor knows what to buy. */
export function* visit(world: World, place: Place, customer?: Customer, errand?: Product): Process {
  const { random } = world
  const interest = errand ?? interestOf(world, customer)
  const it = enter(world, place, customer, interest)
  const habits = habitsOf(it.about.context.channel)
  if (errand !== undefined || random.chance(it.source.engages)) {
    if (customer !== undefined && random.chance(habits.logsIn)) world.tell('user', 'logged_in', it.about, {})
    yield random.skewed(15, 0.6) * second
    showOffer(world, it)
    const liked = yield* browse(world, it, interest, habits)
    const basket = yield* fillBasket(world, it, liked, errand !== undefined)
    if (basket !== undefined) yield* checkOut(world, it, basket, errand !== undefined)
  } else {
    yield random.skewed(9, 0.8) * second
    if (random.chance(0.45)) view(world, it, interest)
  }
  yield 30 * minute
  world.tell('session', 'ended', it.about, {})
}

function enter(world: World, place: Place, customer: Customer | undefined, interest: Product): Visit {
  const { source, context } = arriveBy(world, place, customer)
  const user = customer === undefined ? {} : { user_id: customer.id }
  const about = { session_id: world.id('session'), context, ...user }
  const affiliate = source.name === 'affiliate' ? affiliateOf(world) : undefined
  const onProduct = world.random.chance(habitsOf(context.channel).landsOnProduct)
  const page = onProduct ? `/products/${interest.product_id}` : undefined
  world.tell('session', 'started', about, arrivalOf(source, affiliate, page))
  if (affiliate !== undefined) world.tell('affiliate', 'clicked', about, { affiliate_id: affiliate })
  return { place, source, about, affiliate, customer, followed: undefined, offer: undefined }
}

/** Searching, looking, following recommendations; gives what is liked best in the end. */
function* browse(world: World, it: Visit, liked: Product, habits: Habits): Process<Product> {
  const { random } = world
  let interest = liked
  if (random.chance(habits.beginsAtHome)) interest = (yield* follow(world, it, 'home')) ?? liked
  if (interest === liked && random.chance(habits.searches)) interest = yield* search(world, it, liked)
  for (let left = random.poisson(habits.looksOn); left >= 0; left--) {
    view(world, it, interest)
    yield random.skewed(28, 0.7) * second
    if (random.chance(habits.wishes)) world.tell('product', 'wishlisted', it.about, described(interest))
    if (random.chance(habits.signsUp)) signUp(world, it)
    const recommended = random.chance(0.32) ? yield* follow(world, it, 'product-page') : undefined
    if (recommended !== undefined) {
      interest = recommended
    } else if (left > 0) {
      interest = random.chance(0.5) ? liked : interestOf(world, it.customer)
    }
  }
  return interest
}

/** Shows a recommendation, and returns the product when the visitor clicks on it. */
function* follow(world: World, it: Visit, placement: Placement): Process<Product | undefined> {
  const recommended = recommend(world, it, placement)
  if (recommended === undefined) return undefined
  yield world.random.skewed(6, 0.5) * second
  world.tell('recommendation', 'clicked', it.about, { ...it.followed })
  return recommended
}

function* search(world: World, it: Visit, liked: Product): Process<Product> {
  const { random } = world
  const fitting = searches.filter(([, category]) => category === liked.category || category === '')
  const [query, category] = random.weighted(fitting.map((entry) => [entry, entry[2]]))
  const found = world.products.filter((product) => product.category === category)
  world.tell('search', 'performed', it.about, { query, results_count: found.length })
  yield random.skewed(7, 0.6) * second
  if (found.length === 0) return (yield* follow(world, it, 'no-results')) ?? liked
  if (!random.chance(0.58)) return liked
  const position = Math.min(found.length, 1 + random.poisson(0.7))
  const product = random.chance(0.7) ? liked : (found[position - 1] ?? liked)
  world.tell('search', 'clicked', it.about, { query, position, product_id: product.product_id })
  yield random.skewed(4, 0.5) * second
  return product
}
