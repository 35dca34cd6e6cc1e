import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { freePort, type Server, startServer } from './server.ts'

export interface RedisServer extends Server {
  readonly url: string
}

/** Starts a Redis server of its own on a free port, which keeps nothing when it goes away. */
export async function startRedis(): Promise<RedisServer> {
  const cwd = await mkdtemp(join(tmpdir(), 'pocm-stack-redis-'))
  const port = await freePort()
  const url = `redis://127.0.0.1:${port}`
  const ask = async () => {
    const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null })
    client.on('error', () => {})
    try {
      await client.connect()
      await client.ping()
    } finally {
      client.disconnect()
    }
  }
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
  const server = await startServer({ name: 'Redis', command: 'redis-server', args, cwd, ask })
  return Object.defineProperties({ url } as RedisServer, {
    ...Object.getOwnPropertyDescriptors(server),
    stop: {
      value: async () => {
        await server.stop()
        await rm(cwd, { recursive: true, force: true })
      },
    },
  })
}
