import { LRUCache } from 'lru-cache'
import { byClock, ttlOf } from './lifetimes.ts'
import type { RedisLink } from './redis.ts'

/** Short-lived values by name. A value may be gone at once, so no caller may depend on it. */
export interface Cache {
  get(name: string): Promise<string | undefined>
  put(name: string, value: string, lifeMs: number): Promise<void>
}

/** In the memory of this process, in place of Redis: at most so many characters; those not used for longest go first. */
export function openMemoryCache(mostCharacters: number): Cache {
  const kept = new LRUCache<string, string>({
    maxSize: mostCharacters,
    sizeCalculation: (value) => Math.max(1, value.length),
    ...byClock(() => performance.now()),
  })
  return {
    get: async (name) => kept.get(name),
    async put(name, value, lifeMs) {
      kept.set(name, value, { ttl: ttlOf(lifeMs) })
    },
  }
}

/**
 * In Redis, shared by all processes. While it is unavailable nothing is found and nothing kept; its breaker reports
 * that.
 */
export function openRedisCache({ redis, guard }: RedisLink): Cache {
  const orNothing = <T>(act: () => Promise<T>) => guard(act).catch(() => undefined)
  return {
    get: async (name) => (await orNothing(() => redis.get(`pocm:${name}`))) ?? undefined,
    async put(name, value, lifeMs) {
      await orNothing(() => redis.set(`pocm:${name}`, value, 'PX', lifeMs))
    },
  }
}
