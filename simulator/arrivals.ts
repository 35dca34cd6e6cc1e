import type { Context } from './event.ts'
import type { Customer } from './owned.ts'
import type { Place } from './places.ts'
import { promotionWeekend } from './stories.ts'
import type { World } from './world.ts'

/** How a visitor arrived, and how likely such visitors are to stay and buy. */
export interface Source {
  readonly name: string
  readonly medium: string
  readonly campaign?: string
  readonly referrer: string
  readonly engages: number
  readonly buys: number
}

const sources: readonly (readonly [Source, number])[] = [
  [{ name: 'direct', medium: '', referrer: '', engages: 0.6, buys: 1.25 }, 30],
  [{ name: 'search', medium: 'organic', referrer: 'https://search.example/', engages: 0.55, buys: 1 }, 27],
  [paid('search', 'cpc', 'know-your-glucose', 'https://search.example/', 0.48, 0.95), 12],
  [paid('social', 'cpc', 'train-by-sweat', 'https://social.example/', 0.38, 0.6), 11],
  [paid('partners', 'referral', 'clinic-partners', 'https://clinics.example/', 0.66, 1.5), 6],
  [{ name: 'affiliate', medium: 'affiliate', referrer: 'https://reviews.example/', engages: 0.5, buys: 1 }, 7],
]

const newsletter = paid('newsletter', 'email', 'patch-letter', '', 0.7, 1.3)
const weekendOffer = paid('newsletter', 'email', 'weekend-offer', '', 0.75, 1.5)

function paid(name: string, medium: string, campaign: string, referrer: string, engages: number, buys: number): Source {
  return { name, medium, campaign, referrer, engages, buys }
}

const channels = [
  ['web', 52],
  ['mobile_app', 27],
  ['marketplace', 13],
  ['clinic', 8],
] as const

/** What a channel does to the will to buy. */
export const channelBuys: Readonly<Record<string, number>> = { web: 1, mobile_app: 1.2, marketplace: 0.8, clinic: 1.5 }

const deviceTypes: Readonly<Record<string, readonly (readonly [string, number])[]>> = {
  web: [
    ['desktop', 52],
    ['phone', 41],
    ['tablet', 7],
  ],
  mobile_app: [
    ['phone', 93],
    ['tablet', 7],
  ],
  marketplace: [
    ['phone', 60],
    ['desktop', 40],
  ],
  clinic: [
    ['desktop', 70],
    ['tablet', 30],
  ],
}

const landingPages: Readonly<Record<string, string>> = {
  'know-your-glucose': '/patches/glucose',
  'train-by-sweat': '/sport',
  'clinic-partners': '/clinics',
  'weekend-offer': '/offers/weekend',
}

/** The source of a visit, and the context that all its events carry. */
export function arriveBy(world: World, place: Place, customer: Customer | undefined) {
  const { random } = world
  const source = sourceFor(world, customer)
  const usual = customer?.context.channel
  const channel = usual !== undefined && random.chance(0.8) ? usual : random.weighted(channels)
  const context: Context = {
    country: place.country,
    region: place.region,
    city: customer?.context.city ?? random.weighted(place.cities),
    channel,
    device_type: random.weighted(deviceTypes[channel] ?? []),
  }
  if (source.campaign !== undefined) context.campaign = source.campaign
  if (customer?.context.cohort !== undefined) context.cohort = customer.context.cohort
  return { source, context }
}

function sourceFor(world: World, customer: Customer | undefined): Source {
  if (promotionWeekend(world.now, world.opened) && world.random.chance(0.45)) return weekendOffer
  if (customer?.marketing && world.random.chance(0.22)) return newsletter
  return world.random.weighted(sources)
}

/** What the first event of a visit says about how it came. A campaign has a page of its own. */
export function arrivalOf(source: Source, affiliate: string | undefined, page = '/'): Record<string, string> {
  const said: Record<string, string> = { landing_page: landingPages[source.campaign ?? ''] ?? page }
  if (source.referrer !== '') said.referrer = source.referrer
  if (source.medium === '') return said
  said.utm_source = affiliate ?? source.name
  said.utm_medium = source.medium
  if (source.campaign !== undefined) said.utm_campaign = source.campaign
  return said
}

export const affiliateOf = (world: World) =>
  world.random.weighted([
    ['runners-blog', 40],
    ['glucose-diary', 35],
    ['device-reviews', 25],
  ])
