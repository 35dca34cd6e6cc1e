import type { Catalogue } from '../events/catalogue.ts'
import { type Label, versionsOf } from '../events/define.ts'
import type { StoredEvent } from '../events/envelope.ts'
import type { Person, PersonKeys } from './person-keys.ts'
import { seal, unseal } from './sealing.ts'

/** What stands in an event in place of a protected value. */
const mark = 'sealed:v1:'
export const mask = '•••'

/** Whose data it is: the user's, else the device's wearer's, else nobody's but this event's. */
const personOf = (event: StoredEvent): Person => ({
  tenantId: event.tenant_id,
  person: event.user_id ?? event.device_id ?? event.id,
})

const placeOf = (event: StoredEvent, field: string) => `${event.tenant_id}/${event.id}/${field}`

export interface Protection {
  /** Encrypts every labelled value in place, also one that was sent under a labelled name with another event type. */
  protect(events: readonly StoredEvent[]): Promise<void>
  /** The event's data in the clear; a value whose key was destroyed comes out masked. */
  reveal(event: StoredEvent): Promise<Record<string, unknown>>
  /** The event as it may be shown: protected values masked. */
  masked(event: StoredEvent): StoredEvent
}

/** Protects what the catalogue labels personal or medical, with a key for each person. */
export function openProtection(catalogue: Catalogue, keys: PersonKeys): Protection {
  const sensitive = new Set<string>()
  const labels = new Map<string, Map<string, Label>>()
  for (const event of catalogue.values()) {
    const fields = versionsOf(event).flatMap(({ data }) => Object.entries(data))
    labels.set(event.type, new Map(fields.map(([name, { label }]) => [name, label])))
    for (const [name, { label }] of fields) if (label !== 'public') sensitive.add(name)
  }
  // A name may be sensitive in one type and a plain word in another; what the type itself says goes first.
  const isSensitive = (event: StoredEvent, name: string) => {
    const label = labels.get(event.type)?.get(name)
    return label === undefined ? sensitive.has(name) : label !== 'public'
  }

  // Only ingest writes sealed values, and only under these names: the mark in another field is a client's own text.
  const isSealed = (event: StoredEvent, name: string, value: unknown): value is string =>
    isSensitive(event, name) && typeof value === 'string' && value.startsWith(mark)

  return {
    async protect(events) {
      const concerned = events.filter((event) => Object.keys(event.data).some((name) => isSensitive(event, name)))
      if (concerned.length === 0) return
      const personKeys = await keys.ensure(concerned.map(personOf))
      concerned.forEach((event, index) => {
        const key = personKeys[index] as Buffer
        for (const [name, value] of Object.entries(event.data)) {
          if (!isSensitive(event, name)) continue
          const sealed = seal(key, Buffer.from(JSON.stringify(value)), placeOf(event, name))
          event.data[name] = mark + sealed.toString('base64')
        }
      })
    },

    async reveal(event) {
      const entries = Object.entries(event.data)
      if (!entries.some(([name, value]) => isSealed(event, name, value))) return event.data
      const key = await keys.find(personOf(event))
      return Object.fromEntries(
        entries.map(([name, value]) => {
          if (!isSealed(event, name, value)) return [name, value]
          if (key === undefined) return [name, mask]
          const sealed = Buffer.from(value.slice(mark.length), 'base64')
          return [name, JSON.parse(unseal(key, sealed, placeOf(event, name)).toString())]
        }),
      )
    },

    masked(event) {
      const entries = Object.entries(event.data)
      if (!entries.some(([name, value]) => isSealed(event, name, value))) return event
      const data = entries.map(([name, value]) => [name, isSealed(event, name, value) ? mask : value])
      return { ...event, data: Object.fromEntries(data) }
    },
  }
}
