import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible'
import type { RedisLink } from '../platform/redis.ts'
import { credentialOf, type Principal } from './principal.ts'

/** What is counted: events that are sent, and calls of any other kind. */
export type Limited = 'events' | 'requests'

/** What a credential has left of its limit. */
export interface Quota {
  readonly allowed: boolean
  /** How much it may take in `windowSeconds`. */
  readonly limit: number
  readonly remaining: number
  /** Seconds until the window ends and all of the limit is there again. */
  readonly resetSeconds: number
}

export interface RateLimits {
  /** Takes from what the credential may still send. @returns undefined where there is no limit */
  take(what: Limited, principal: Principal, amount: number): Promise<Quota | undefined>
}

/** Long enough that a slow limit still lets a whole batch through. */
export const windowSeconds = 10

/** How many times the limit of one credential all tokens of a tenant may take together. */
const tokensOfTenant = 10

/**
 * Limits by credential, in fixed windows of ten seconds; what was refused counts, too. With Redis all processes count
 * together. While it is away each counts by itself: then a credential may take its limit once from every process.
 * @param perSecond 0 for no limit
 */
export function openRateLimits(perSecond: Readonly<Record<Limited, number>>, link?: RedisLink): RateLimits {
  const counters = {
    events: openCounter('events', perSecond.events * windowSeconds, link),
    requests: openCounter('requests', perSecond.requests * windowSeconds, link),
  }
  const ofAllTokens = (what: Limited) =>
    openCounter(`${what}:tokens`, perSecond[what] * windowSeconds * tokensOfTenant, link)
  const tokens = { events: ofAllTokens('events'), requests: ofAllTokens('requests') }
  return {
    async take(what, principal, amount) {
      const { tenantId, name } = principal
      const id = credentialOf(principal)
      const counter = counters[what]
      if (id !== undefined) return counter?.(id, amount)
      const own = await counter?.(JSON.stringify([tenantId, name]), amount)
      // An issuer gives out subjects as it likes: a new one must not be a new limit.
      const ofTenant = await tokens[what]?.(tenantId, amount)
      return own?.allowed && ofTenant?.allowed === false ? ofTenant : own
    },
  }
}

function openCounter(what: string, limit: number, link: RedisLink | undefined) {
  if (limit === 0) return undefined
  const options = { points: limit, duration: windowSeconds, keyPrefix: `pocm:limit:${what}` }
  const own = new RateLimiterMemory(options)
  const shared = link && new RateLimiterRedis({ ...options, storeClient: link.redis })

  return async (credential: string, amount: number): Promise<Quota> => {
    const { remainingPoints, msBeforeNext, consumedPoints } = await count(credential, amount)
    return {
      allowed: consumedPoints <= limit,
      limit,
      remaining: remainingPoints,
      resetSeconds: Math.ceil(Math.max(msBeforeNext, 0) / 1000),
    }
  }

  async function count(credential: string, amount: number): Promise<RateLimiterRes> {
    if (link === undefined || shared === undefined) return consume(own, credential, amount)
    try {
      const counted = await link.guard(() => consume(shared, credential, amount))
      // What no counter of ours can say, somebody else wrote.
      if (counted.consumedPoints >= amount && counted.msBeforeNext <= windowSeconds * 1000) return counted
    } catch {
      // Redis is away, which its breaker tells, or what stands there is no counter.
    }
    return consume(own, credential, amount)
  }
}

/** The library throws what it found where there was not enough left. */
const consume = (limiter: RateLimiterAbstract, credential: string, amount: number) =>
  limiter.consume(credential, amount).catch((refused) => {
    if (refused instanceof RateLimiterRes) return refused
    throw refused
  })
