import type { StoredEvent } from '../events/envelope.ts'

/** How many events there are, and what they come to whatever their order. */
export interface Count {
  readonly events: number
  /** XOR of the events' checksums: a signed 64-bit number in decimal digits. */
  readonly checksum: string
}

/** Events of one tenant and type that occurred in one hour (RFC 3339, UTC). */
export interface SliceCount extends Count {
  readonly tenant_id: string
  readonly type: string
  readonly hour: string
}

export const nothing: Count = { events: 0, checksum: '0' }

export const same = (a: Count, b: Count) => a.events === b.events && a.checksum === b.checksum

export const add = (a: Count, b: Count): Count => ({
  events: a.events + b.events,
  checksum: (BigInt(a.checksum) ^ BigInt(b.checksum)).toString(),
})

/** Counts events one after the other. */
export function openTally() {
  let events = 0
  let checksum = 0n
  return {
    add(event: Pick<StoredEvent, 'checksum'>) {
      events += 1
      checksum ^= BigInt(event.checksum)
    },
    count: (): Count => ({ events, checksum: checksum.toString() }),
  }
}

export type Tally = ReturnType<typeof openTally>

const hourOf = (occurredAt: string) => `${occurredAt.slice(0, 13)}:00:00Z`
const nameOf = ({ tenant_id, type, hour }: Omit<SliceCount, keyof Count>) => `${tenant_id}\u0000${type}\u0000${hour}`

/** Counts events by tenant, type and hour of `occurred_at`: what is compared with the ledger. */
export function openSlices() {
  const slices = new Map<string, { tenant_id: string; type: string; hour: string; tally: Tally }>()
  return {
    add(event: StoredEvent) {
      const { tenant_id, type } = event
      const slice = { tenant_id, type, hour: hourOf(event.occurred_at) }
      const name = nameOf(slice)
      const known = slices.get(name) ?? { ...slice, tally: openTally() }
      slices.set(name, known)
      known.tally.add(event)
    },
    /** In the order of tenant, type and hour. */
    counts: (): SliceCount[] =>
      [...slices]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([, { tally, ...slice }]) => ({ ...slice, ...tally.count() })),
  }
}

/** Adds up slices of several manifests. */
export function addSlices(into: Map<string, SliceCount>, slices: Iterable<SliceCount>): void {
  for (const slice of slices) {
    const name = nameOf(slice)
    const before = into.get(name) ?? nothing
    into.set(name, { ...slice, ...add(before, slice) })
  }
}
