import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openBreakers } from './breaker.ts'
import { openLog } from './log.ts'
import { openMetrics } from './metrics.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const away = () => Promise.reject(Object.assign(new Error('connection refused'), { code: 'ECONNREFUSED' }))
const wrong = () => Promise.reject(new Error('what was asked is wrong'))
const answers = async () => 'an answer'
const never = () => new Promise<never>(() => {})

function open(probe?: () => Promise<unknown>) {
  const metrics = openMetrics()
  const breaker = openBreakers(metrics, openLog('silent'), Date.now).of('warehouse')
  const guard = breaker.guard({
    counts: (error) => error instanceof Error && 'code' in error,
    refuse: (cause) => new Error('refused', { cause }),
    ...(probe && { probe }),
  })
  const figure = async (name: string) => (await metrics.registry.getSingleMetric(name)?.get())?.values[0]?.value
  const fail = async (times: number) => {
    for (let index = 0; index < times; index++) await guard(away).catch(() => {})
  }
  return { breaker, guard, fail, figure }
}

test('after three failures in a row calls are refused without being made, with the last error as the cause', async () => {
  const { breaker, guard, fail, figure } = open()
  await fail(2)
  expect(breaker.state).toBe('closed')
  await fail(1)
  expect(breaker).toMatchObject({ state: 'open', lastError: 'connection refused', since: Date.now() })
  const act = vi.fn(answers)
  await expect(guard(act)).rejects.toMatchObject({ message: 'refused', cause: { code: 'ECONNREFUSED' } })
  expect(act).not.toHaveBeenCalled()
  expect(await figure('pocm_breaker_state')).toBe(1)
  expect(await figure('pocm_breaker_opened_total')).toBe(1)
})

test('an answer ends a row of failures, and an error that does not count is one', async () => {
  const { breaker, guard, fail } = open()
  await fail(2)
  await guard(answers)
  await fail(2)
  await expect(guard(wrong)).rejects.toThrow('what was asked is wrong')
  await fail(2)
  expect(breaker.state).toBe('closed')
})

test('within a second one call is let through; it closes the breaker, or leaves it open for another second', async () => {
  const { breaker, guard, fail, figure } = open()
  await fail(3)
  vi.advanceTimersByTime(499)
  await expect(guard(answers)).rejects.toThrow('refused')
  vi.advanceTimersByTime(501)
  await expect(guard(away)).rejects.toThrow('connection refused')
  expect(breaker.state).toBe('open')
  await expect(guard(answers)).rejects.toThrow('refused')
  vi.advanceTimersByTime(1_000)
  expect(await guard(answers)).toBe('an answer')
  expect(breaker.state).toBe('closed')
  expect(await figure('pocm_breaker_state')).toBe(0)
  expect(await figure('pocm_breaker_opened_total')).toBe(1)
})

test('while a probe is under way all other callers are refused at once instead of waiting for it', async () => {
  const { breaker, guard, fail } = open()
  await fail(3)
  vi.advanceTimersByTime(1_000)
  void guard(never)
  expect(breaker.state).toBe('half_open')
  await expect(guard(answers)).rejects.toThrow('refused')
})

test('where the dependency has a probe of its own, no call is made before it has succeeded', async () => {
  const probe = vi.fn(away)
  const { breaker, guard, fail } = open(probe as () => Promise<unknown>)
  await fail(3)
  vi.advanceTimersByTime(1_000)
  const act = vi.fn(answers)
  await expect(guard(act)).rejects.toThrow('connection refused')
  expect([probe.mock.calls.length, act.mock.calls.length, breaker.state]).toEqual([1, 0, 'open'])

  probe.mockImplementation(answers as never)
  vi.advanceTimersByTime(1_000)
  expect(await guard(act)).toBe('an answer')
  expect(breaker.state).toBe('closed')
})
