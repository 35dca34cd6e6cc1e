import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import type { ClientEvent } from './event.ts'
import { type SimulateOptions, simulate } from './simulate.ts'
import { day } from './time.ts'

const opened = '2026-08-03T00:00:00Z'
const after = (days: number) => new Date(Date.parse(opened) + days * day).toISOString()
const month = (changes: Partial<SimulateOptions> = {}) => [
  ...simulate({ seed: 7, from: opened, to: after(28), scale: 0.3, ...changes }),
]
const hash = (events: Iterable<ClientEvent>) => {
  const sum = createHash('sha256')
  for (const event of events) sum.update(JSON.stringify(event))
  return sum.digest('hex')
}

test('the same seed and range give the same bytes; another seed, scale or opening gives another business', () => {
  const first = hash(month())
  expect(hash(month())).toBe(first)
  const keys = [month(), month({ seed: 8 }), month({ scale: 0.2 }), month({ opened: after(-1) })].map(
    ([event]) => event?.idempotency_key,
  )
  expect(new Set(keys).size).toBe(4)
})

test('a later range continues the same business', () => {
  const cuts = [0, 9.37, 20, 28].map(after) as [string, string, string, string]
  const parts = [0, 1, 2].flatMap((n) => month({ opened, from: cuts[n] as string, to: cuts[n + 1] as string }))
  expect(parts.length).toBeGreaterThan(5000)
  expect(hash(parts)).toBe(hash(month()))
})

test('events come in the order of time, within the range, each with a key of its own', () => {
  const events = month({ from: after(10), opened })
  const times = events.map(({ occurred_at }) => Date.parse(occurred_at))
  expect(times).toEqual(times.toSorted((a, b) => a - b))
  expect(times[0]).toBeGreaterThanOrEqual(Date.parse(after(10)))
  expect(times.at(-1)).toBeLessThan(Date.parse(after(28)))
  expect(new Set(events.map((event) => event.idempotency_key)).size).toBe(events.length)
})

test('events are as a client sends them', () => {
  for (const event of month()) {
    expect(event).not.toHaveProperty('tenant_id')
    expect(event).not.toHaveProperty('received_at')
  }
})

test('tenants have businesses of their own, emitted together in the order of time', () => {
  const events = month({ tenants: ['north', 'south'] })
  const times = events.map(({ occurred_at }) => Date.parse(occurred_at))
  expect(times).toEqual(times.toSorted((a, b) => a - b))
  const of = (tenant: string) => events.filter((event) => event.tenant_id === tenant)
  expect(of('north').length + of('south').length).toBe(events.length)
  expect(of('north').length).toBeGreaterThan(3000)
  expect(hash(month({ tenants: ['north'] }))).toBe(hash(of('north')))
})

test('orders are in EUR, or in the currency of each country where that is asked for', () => {
  const currencies = (events: ClientEvent[]) =>
    new Set(events.filter(({ type }) => type === 'order').map(({ data }) => data.currency))
  expect(currencies(month())).toEqual(new Set(['EUR']))
  const mixed = currencies(month({ currencies: true, scale: 1 }))
  for (const currency of ['EUR', 'GBP', 'USD', 'AED', 'INR']) expect(mixed).toContain(currency)
})
