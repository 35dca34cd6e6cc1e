import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openRateLimits } from './rate-limits.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const key = (keyId: string) => ({ tenantId: 'demo', name: 'shop', scopes: [], keyId })

test('a credential may take its limit in ten seconds, and again when they are over', async () => {
  const limits = openRateLimits({ events: 500, requests: 1 })
  expect(await limits.take('events', key('a'), 4_000)).toEqual({
    allowed: true,
    limit: 5_000,
    remaining: 1_000,
    resetSeconds: 10,
  })
  vi.advanceTimersByTime(4_000)
  expect(await limits.take('events', key('a'), 1_000)).toMatchObject({ allowed: true, remaining: 0, resetSeconds: 6 })
  expect(await limits.take('events', key('a'), 1)).toMatchObject({ allowed: false, remaining: 0, resetSeconds: 6 })
  vi.advanceTimersByTime(6_000)
  expect(await limits.take('events', key('a'), 1)).toMatchObject({ allowed: true, remaining: 4_999, resetSeconds: 10 })
})

test('each credential has its own, be it a key or a token of the same name in another tenant', async () => {
  const limits = openRateLimits({ events: 500, requests: 1 })
  const token = (tenantId: string) => ({ tenantId, name: 'shop', scopes: [] })
  for (const principal of [key('a'), key('b'), token('demo'), token('other')]) {
    expect(await limits.take('requests', principal, 10)).toMatchObject({ allowed: true, remaining: 0 })
  }
  expect(await limits.take('requests', token('demo'), 1)).toMatchObject({ allowed: false })
  expect(await limits.take('events', token('demo'), 1)).toMatchObject({ allowed: true })
})

test('0 is no limit', async () => {
  const limits = openRateLimits({ events: 0, requests: 1 })
  expect(await limits.take('events', key('a'), 1_000_000_000)).toBeUndefined()
})

test('new subjects of one tenant do not get past what all its tokens may take', async () => {
  const limits = openRateLimits({ events: 500, requests: 1 })
  const take = (name: string, tenantId = 'demo') => limits.take('requests', { tenantId, name, scopes: [] }, 10)
  for (let person = 0; person < 10; person += 1) expect(await take(`person-${person}`)).toMatchObject({ allowed: true })
  expect(await take('one more')).toMatchObject({ allowed: false, limit: 100 })
  expect(await take('one more', 'other')).toMatchObject({ allowed: true })
  expect(await limits.take('requests', key('a'), 10)).toMatchObject({ allowed: true })
})
