import { type About, type ClientEvent, producerOf } from './event.ts'
import type { Customer, Device, Lots, Shelves } from './owned.ts'
import type { Product } from './products.ts'
import { fingerprint, Random } from './random.ts'
import { type Process, Schedule } from './schedule.ts'
import { dayOf } from './stories.ts'
import { day, stamp } from './time.ts'

/** Raised when the simulator changes what it says, so that its keys never stand for two payloads. */
const revision = 2

export interface WorldOptions {
  seed: number | string
  /** When the business opened, in milliseconds; stories and growth count from here. */
  opened: number
  /** When this world begins to run; `opened` without one. */
  begins?: number
  /** 1 is about 200 000 events in the first 90 days. */
  scale: number
  /** Orders in the currency of the place; otherwise all in EUR. */
  currencies?: boolean
  /** Sets the ids of this world apart from those of another in the same tenant. */
  name?: string
  /** Producers whose events are simulated but not emitted. */
  mute?: ReadonlySet<string>
}

/** The state of the business: its clock, its random numbers, what it owns, and the events to emit. */
export class World {
  readonly random: Random
  readonly scale: number
  readonly opened: number
  readonly currencies: boolean
  /** Begins the idempotency keys of this world, and of no other. */
  readonly key: string
  /**
   * The id of the first event. It follows from seed, scale, currencies and name and not from the day of the opening,
   * so that a service can be asked since when it knows this business.
   */
  readonly openingId: string
  readonly customers: Customer[] = []
  readonly customersOf = new Map<string, Customer[]>()
  readonly devices: Device[] = []
  readonly shelves: Shelves = new Map()
  readonly lots: Lots = { byNumber: new Map(), newest: new Map(), released: new Map() }
  /** What is sold now, with the prices of now. */
  products: Product[] = []
  /** Customers who need something soon, and what. */
  readonly errands: { customer: Customer; product: Product }[] = []
  readonly #schedule: Schedule
  readonly #name: string
  readonly #mute: ReadonlySet<string>
  readonly #counts = new Map<string, number>()
  #told = 0
  #events: ClientEvent[] = []

  constructor(options: WorldOptions) {
    const { seed, opened, begins = opened, scale, currencies = false, name = '', mute = new Set() } = options
    const identity = [revision, seed, stamp(opened), stamp(begins), scale, currencies, name].join('|')
    this.random = new Random(identity)
    this.key = `sim-${fingerprint(identity, 4).toString(36)}${fingerprint(identity, 5).toString(36)}`
    this.openingId = uuidOf([revision, seed, scale, currencies, name].join('|'))
    this.scale = scale
    this.opened = opened
    this.currencies = currencies
    this.#name = name === '' ? '' : `${name}-`
    this.#mute = mute
    this.#schedule = new Schedule(begins)
  }

  get now(): number {
    return this.#schedule.now
  }

  /** Days since the opening, with fractions. */
  get day(): number {
    return dayOf(this.now, this.opened)
  }

  start(process: Process, afterMs = 0): void {
    this.#schedule.start(process, afterMs)
  }

  /** Milliseconds until a moment; 0 when it has passed. */
  until(ms: number): number {
    return Math.max(0, ms - this.now)
  }

  /** A new id: `order-1001`, or `order-<name>-1001` in a world that has a name. */
  id(kind: string): string {
    const count = (this.#counts.get(kind) ?? 1000) + 1
    this.#counts.set(kind, count)
    return `${kind}-${this.#name}${count}`
  }

  /** Tells that something happens now. */
  tell(type: string, action: string, about: About, data: Record<string, unknown>): void {
    const producer = producerOf(type, action)
    if (this.#mute.has(producer)) return
    const event: ClientEvent = {
      type,
      action,
      occurred_at: stamp(this.now, about.offset),
      producer,
      idempotency_key: `${this.key}-${++this.#told}`,
      data,
    }
    if (this.#told === 1) event.id = this.openingId
    if (about.driftMs !== undefined) event.device_at = stamp(this.now + about.driftMs, about.offset)
    if (about.user_id !== undefined) event.user_id = about.user_id
    if (about.session_id !== undefined) event.session_id = about.session_id
    if (about.order_id !== undefined) event.order_id = about.order_id
    if (about.device_id !== undefined) event.device_id = about.device_id
    if (about.context !== undefined) event.context = about.context
    this.#events.push(event)
  }

  /** Lives on until `to` (not included) and gives what happened, in the order of `occurred_at`. */
  advance(to: number): ClientEvent[] {
    this.#schedule.advance(to)
    const events = this.#events
    this.#events = []
    return events
  }

  /** Advances to `to` and discards the events. */
  skipTo(to: number): void {
    while (this.now < to) this.advance(Math.min(to, this.now + day))
  }
}

/** A UUID (version 8) that a text always gives. */
function uuidOf(text: string): string {
  const words = [1, 2, 3, 4].map((salt) => fingerprint(text, salt).toString(16).padStart(8, '0'))
  return words.join('').replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-8$3-8$4-$5')
}
