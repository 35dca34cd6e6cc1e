import type { StoredEvent } from '../events/envelope.ts'
import type { Link } from './find-events.ts'

/** Devices and orders that a profile names; events.ndjson has all. */
const mostNamed = 1_000

/** What events say of a person together, worked out as they go by. */
export interface Profile {
  /** @param event in the clear, of the person; in the order of `occurred_at` within its link */
  add(event: StoredEvent, link: Link): void
  value(): Readonly<Record<string, unknown>>
}

export function openProfile(): Profile {
  const counts: Record<string, number> = {}
  const links: Record<string, number> = {}
  const devices = new Set<string>()
  const orders = new Set<string>()
  const user: Record<string, unknown> = {}
  let first: string | null = null
  let last: string | null = null
  const name = (set: Set<string>, value: string | null) => {
    if (value !== null && set.size < mostNamed) set.add(value)
  }
  return {
    add(event, link) {
      const kind = `${event.type}.${event.action}`
      counts[kind] = (counts[kind] ?? 0) + 1
      links[link] = (links[link] ?? 0) + 1
      if (link === 'mention') return
      name(devices, event.device_id)
      name(orders, event.order_id)
      if (event.type === 'user' && link === 'own') Object.assign(user, event.data)
      if (first === null || event.occurred_at < first) first = event.occurred_at
      if (last === null || event.occurred_at > last) last = event.occurred_at
    },
    value: () => ({
      user,
      ...{ first_event_at: first, last_event_at: last, devices: [...devices], orders: [...orders] },
      ...{ events: counts, events_by_link: links },
    }),
  }
}
