import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { freePort, givenServer, type Server, startServer } from './server.ts'

export interface RedisServer extends Server {
  /** For REDIS_URL. */
  readonly url: string
  /** Forgets everything, as a Redis does that comes back without its memory. */
  flush(): Promise<void>
}

/**
 * Starts a Redis server of its own on a free port. It keeps nothing on disk: when it goes away, what it held is gone.
 */
export async function startRedis(): Promise<RedisServer> {
  const given = process.env.POCM_TEST_REDIS_URL
  const port = await freePort()
  const url = given ?? `redis://127.0.0.1:${port}`
  const tell = async (act: (redis: Redis) => Promise<unknown>) => {
    const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null })
    // What fails is thrown by the call; without a listener it would end the process as well.
    redis.on('error', () => {})
    try {
      await redis.connect()
      await act(redis)
    } finally {
      redis.disconnect()
    }
  }
  const flush = () => tell((redis) => redis.flushdb())
  if (given !== undefined) {
    await flush()
    return Object.assign(givenServer('Redis', 'POCM_TEST_REDIS_URL', flush), { url, flush })
  }
  const folder = await mkdtemp(join(tmpdir(), 'pocm-stack-redis-'))
  const server = await startServer({
    name: 'Redis',
    command: 'redis-server',
    args: ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'],
    cwd: folder,
    ask: () => tell((redis) => redis.ping()),
  })
  return Object.assign(server, {
    url,
    flush,
    async stop() {
      await server.goAway()
      await rm(folder, { recursive: true, force: true })
    },
  })
}
