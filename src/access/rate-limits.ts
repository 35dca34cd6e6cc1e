import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible'
import type { RedisLink } from '../platform/redis.ts'
import type { Limited, LimitOverrides } from './limit-overrides.ts'
import { credentialOf, type Principal } from './principal.ts'

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
 * together. While it is unavailable each counts by itself: then a credential may use its limit once in every process.
 * @param perSecond 0 for no limit
 */
export function openRateLimits(
  perSecond: Readonly<Record<Limited, number>>,
  link?: RedisLink,
  overrides?: Pick<LimitOverrides, 'of'>,
): RateLimits {
  const counters = { events: openCounter('events', link), requests: openCounter('requests', link) }
  const tokens = { events: openCounter('events:tokens', link), requests: openCounter('requests:tokens', link) }
  return {
    async take(what, principal, amount) {
      const { tenantId, keyId, name } = principal
      const limit = (overrides?.of(what, tenantId, keyId) ?? perSecond[what]) * windowSeconds
      if (limit === 0) return undefined
      const id = credentialOf(principal)
      if (id !== undefined) return counters[what](id, amount, limit)
      const own = await counters[what](JSON.stringify([tenantId, name]), amount, limit)
      // An issuer gives out subjects as it likes: a new one must not be a new limit.
      const ofTenant = await tokens[what](tenantId, amount, limit * tokensOfTenant)
      return own.allowed && !ofTenant.allowed ? ofTenant : own
    },
  }
}

function openCounter(what: string, link: RedisLink | undefined) {
  // What is counted is held against the limit of its credential here: the library knows one limit for all.
  const options = { points: Number.MAX_SAFE_INTEGER, duration: windowSeconds, keyPrefix: `pocm:limit:${what}` }
  const own = new RateLimiterMemory(options)
  const shared = link && new RateLimiterRedis({ ...options, storeClient: link.redis })

  return async (credential: string, amount: number, limit: number): Promise<Quota> => {
    const { msBeforeNext, consumedPoints } = await count(credential, amount)
    return {
      allowed: consumedPoints <= limit,
      limit,
      remaining: Math.max(0, limit - consumedPoints),
      resetSeconds: Math.ceil(Math.max(msBeforeNext, 0) / 1000),
    }
  }

  async function count(credential: string, amount: number): Promise<RateLimiterRes> {
    if (link === undefined || shared === undefined) return consume(own, credential, amount)
    try {
      const counted = await link.guard(() => consume(shared, credential, amount))
      // A value that no counter of ours can have was written by another program.
      if (counted.consumedPoints >= amount && counted.msBeforeNext <= windowSeconds * 1000) return counted
    } catch {
      // Redis is unavailable, which its breaker reports, or the key holds no counter.
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
