import { Redis } from 'ioredis'
import { expect, onTestFinished, test } from 'vitest'
import { startRedis } from './redis.ts'

test('Redis serves, goes away with what it held, and comes back on the same port', async () => {
  const server = await startRedis()
  onTestFinished(server.stop)
  const redis = new Redis(server.url, { maxRetriesPerRequest: null })
  redis.on('error', () => {})
  onTestFinished(() => redis.disconnect())
  await redis.set('key', 'value')
  expect(await redis.get('key')).toBe('value')
  await server.goAway()
  const asked = redis.get('key')
  await server.comeBack()
  expect(await asked).toBeNull()
  await redis.set('key', 'again')
  await server.flush()
  expect(await redis.get('key')).toBeNull()
})

test('a paused Redis holds its answer back until it resumes', async () => {
  const server = await startRedis()
  onTestFinished(server.stop)
  const redis = new Redis(server.url, { commandTimeout: 200 })
  onTestFinished(() => redis.disconnect())
  await redis.ping()
  server.pause()
  await expect(redis.ping()).rejects.toThrow('Command timed out')
  server.resume()
  expect(await redis.ping()).toBe('PONG')
})
