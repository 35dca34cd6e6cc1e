import { Redis } from 'ioredis'
import type { Breaker, Guard } from './breaker.ts'
import type { Logger } from './log.ts'

/**
 * The connection to Redis. It holds no data of record: a caller works without it while it is unavailable, which the
 * breaker reports at once.
 */
export interface RedisLink {
  readonly redis: Redis
  /** Throws where Redis is unavailable or takes longer than 100 ms: at once while that is known. */
  readonly guard: Guard
  close(): void
}

/** What a request may wait for something that it can do without. */
const commandTimeoutMs = 100
/** A server that takes commands and answers none for so long is gone; the next connection may reach another. */
const silenceMs = 5_000
const reconnectMs = 1_000

/** Connects in the background and again whenever the connection is lost. Never throws, and never waits for Redis. */
export function openRedis(url: string, breaker: Breaker, log: Logger): RedisLink {
  const redis = new Redis(url, {
    commandTimeout: commandTimeoutMs,
    socketTimeout: silenceMs,
    connectTimeout: silenceMs,
    // A command that could not be sent is of no use later.
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    retryStrategy: () => reconnectMs * (0.5 + Math.random() / 2),
  })
  redis.on('error', (error) => log.debug({ err: error }, 'no connection to Redis'))
  return {
    redis,
    guard: breaker.guard({
      // An answer that says no is an answer.
      counts: (error) => error instanceof Error && error.name !== 'ReplyError',
      refuse: (cause) => new Error('Redis is unavailable', { cause }),
      probe: () => redis.ping(),
    }),
    close: () => redis.disconnect(),
  }
}
