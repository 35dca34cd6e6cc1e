import type { Order } from './order-facts.ts'
import type { World } from './world.ts'

const tiers = [
  [700, 'gold'],
  [250, 'silver'],
  [0, 'bronze'],
] as const

/** Spends and earns the points of an order; the tier follows from all that was ever earned. */
export function keepPoints(world: World, { customer, about }: Order, earned: number, spent: number): void {
  if (!customer.loyal) return
  if (spent > 0) {
    customer.points -= spent
    world.tell('loyalty', 'redeemed', about, { points: spent, tier: customer.tier })
  }
  customer.points += earned
  customer.earned += earned
  world.tell('loyalty', 'earned', about, { points: earned, tier: customer.tier })
  const tier = tiers.find(([from]) => customer.earned >= from)?.[1] ?? 'bronze'
  if (tier === customer.tier) return
  customer.tier = tier
  world.tell('loyalty', 'tier_changed', about, { tier })
}
