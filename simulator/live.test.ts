import { expect, test } from 'vitest'
import type { ClientEvent } from './event.ts'
import { live } from './live.ts'
import { simulate } from './simulate.ts'
import { day, minute, second } from './time.ts'

const opened = '2026-09-01T00:00:00Z'
const began = Date.parse(opened) + 60 * day + 17 * 60 * minute

/** Minutes of live traffic, with a clock that is moved by hand. */
async function watch(minutes: number, crowd?: number): Promise<ClientEvent[][]> {
  let clock = began
  const end = new AbortController()
  const tick = async () => {
    clock += second
    if (clock > began + minutes * minute) end.abort()
  }
  const business = crowd === undefined ? { seed: 1, scale: 1, opened } : { seed: 1, scale: 1, opened, crowd }
  const options = { ...business, from: new Date(began).toISOString(), signal: end.signal }
  const seconds: ClientEvent[][] = []
  for await (const events of live({ ...options, now: () => clock, tick })) seconds.push(events)
  return seconds
}

const seconds = await watch(10, 12)
const events = seconds.flat()

test('with a crowd of twelve, at scale 1, there are five to ten events a second, and hardly a second without one', () => {
  expect(events.length / 600).toBeGreaterThan(5)
  expect(events.length / 600).toBeLessThan(10)
  expect(seconds.length).toBeGreaterThan(590)
})

test('events come in order, none before it has happened, each with a key of its own', () => {
  const times = events.map(({ occurred_at }) => Date.parse(occurred_at))
  expect(times).toEqual(times.toSorted((a, b) => a - b))
  expect(times[0]).toBeGreaterThanOrEqual(began)
  expect(times.at(-1)).toBeLessThan(began + 10 * minute)
  expect(new Set(events.map((event) => event.idempotency_key)).size).toBe(events.length)
})

test('the business continues as it would without viewers', () => {
  const to = new Date(began + 10 * minute).toISOString()
  const expected = [...simulate({ seed: 1, scale: 1, opened, from: new Date(began).toISOString(), to })]
  expect(expected.length).toBeGreaterThan(2)
  const keys = new Map(events.map((event) => [event.idempotency_key, event]))
  expect(expected.map((event) => keys.get(event.idempotency_key))).toEqual(expected)
})

test('the crowd buys in the same shop under ids of its own, and keeps no second stock', () => {
  const sessions = events.filter(({ type, action }) => type === 'session' && action === 'started')
  expect(sessions.filter(({ session_id }) => session_id?.startsWith('session-live20261031-')).length).toBeGreaterThan(
    10,
  )
  const crowds = events.filter((event) => JSON.stringify(event).includes('live20261031'))
  expect(crowds.filter(({ type }) => ['inventory', 'batch'].includes(type))).toEqual([])
})

test('most of it are readings, and the same time lived again is the same', async () => {
  const readings = events.filter(({ type }) => type === 'telemetry')
  expect(readings.length).toBeGreaterThan(0.5 * events.length)
  expect((await watch(10, 12)).flat()).toEqual(events)
})

test('without a crowd live traffic is that of the business alone, as dense as its past', async () => {
  const to = new Date(began + 60 * minute).toISOString()
  const business = [...simulate({ seed: 1, scale: 1, opened, from: new Date(began).toISOString(), to })]
  expect(business.length).toBeGreaterThan(20)
  const live = (await watch(60)).flat().filter(({ occurred_at }) => Date.parse(occurred_at) < Date.parse(to))
  expect(live).toEqual(business)
})
