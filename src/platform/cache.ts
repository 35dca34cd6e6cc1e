import type { RedisLink } from './redis.ts'

/** Short-lived values by name. Whatever is put there may be gone at once, so nobody may depend on it. */
export interface Shelf {
  get(name: string): Promise<string | undefined>
  put(name: string, value: string, lifeMs: number): Promise<void>
}

/** In the memory of this process, in place of Redis: at most so many characters, the oldest go first. */
export function openMemoryShelf(mostCharacters: number): Shelf {
  const kept = new Map<string, { value: string; until: number }>()
  let characters = 0
  const drop = (name: string) => {
    characters -= kept.get(name)?.value.length ?? 0
    kept.delete(name)
  }
  return {
    async get(name) {
      const found = kept.get(name)
      return found === undefined || found.until <= performance.now() ? undefined : found.value
    },
    async put(name, value, lifeMs) {
      drop(name)
      if (value.length > mostCharacters) return
      kept.set(name, { value, until: performance.now() + lifeMs })
      characters += value.length
      for (const [oldest] of kept) {
        if (characters <= mostCharacters) break
        drop(oldest)
      }
    },
  }
}

/** In Redis, shared by all processes. While it is away nothing is found and nothing kept; its breaker tells of that. */
export function openRedisShelf({ redis, guard }: RedisLink): Shelf {
  const orNothing = <T>(act: () => Promise<T>) => guard(act).catch(() => undefined)
  return {
    get: async (name) => (await orNothing(() => redis.get(`pocm:${name}`))) ?? undefined,
    async put(name, value, lifeMs) {
      await orNothing(() => redis.set(`pocm:${name}`, value, 'PX', lifeMs))
    },
  }
}
