import type { Context } from './event.ts'
import type { Place } from './places.ts'
import type { DeviceType, Product } from './products.ts'

/** A patch that was delivered and not yet worn. */
export interface Patch {
  readonly product_id: string
  readonly lot: string
  /** The order that it came with; none where it came with the pilot. */
  readonly order_id?: string
}

/** Where the events of a device are about, and what it runs. */
export interface Device {
  readonly id: string
  readonly type: DeviceType
  readonly model: string
  readonly lot: string
  readonly order_id: string | undefined
  readonly owner: Customer
  firmware: string
  /** Days that it waits before it takes a new firmware. */
  readonly patience: number
  /** The lot of the patch that it wears. */
  worn: string | undefined
  active: boolean
}

export interface Customer {
  readonly id: string
  readonly place: Place
  readonly context: Context
  /** 0 to 1: how closely a prescription is followed. */
  readonly diligence: number
  readonly drawer: Patch[]
  readonly devices: Device[]
  plan: string | undefined
  marketing: boolean
  loyal: boolean
  points: number
  /** All points ever earned. */
  earned: number
  tier: string
  /** The way that the last order was paid. */
  wallet: { gateway: string; method: string } | undefined
  gone: boolean
}

/** A production lot, what is wrong with it, and whether people know. */
export interface Lot {
  readonly lot: string
  readonly product: Product
  readonly faulty: boolean
  /** In quarantine for good: no unit of it stays on a shelf. */
  held: boolean
  recalled: boolean
  /** Good units that are still at the factory: no more can be received of a lot than was made of it. */
  left: number
}

/** Every lot by its number, and the newest one of each product that may be sold. */
export interface Lots {
  readonly byNumber: Map<string, Lot>
  readonly newest: Map<string, Lot>
  /** Those of each product that were released, the oldest first. */
  readonly released: Map<string, Lot[]>
}

export interface Pile {
  readonly lot: string
  /** Milliseconds since 1970; of units that came at several times their mean. */
  received: number
  units: number
}

/** One product in one warehouse, oldest pile first. */
export interface Shelf {
  readonly product: Product
  readonly warehouse: string
  readonly piles: Pile[]
  /** Units reserved while a customer pays for them; they are still in stock. */
  reserved: number
  /** Units that leave on a day, as the last days had it. */
  pace: number
  soldToday: number
  reorderPoint: number
  awaited: number
}

export type Shelves = Map<string, Shelf>
