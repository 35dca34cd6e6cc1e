import { columnOf, type EventDefinition } from '../../../src/events/define.ts'
import type { StoredEvent } from '../../../src/events/envelope.ts'
import { context, type Dimension, item, payment } from '../../../src/measures/define.ts'

/** An event, or one of its lines, as a measure sees it: read from the event as it was sent, without the warehouse. */
export interface Row {
  readonly event: StoredEvent
  /** Milliseconds since 1970. */
  readonly at: number
  /** Units and worth of the event's lines, or of this line. */
  readonly quantity: number
  readonly value: number
  /** What the row says of a dimension; '' for nothing. */
  readonly says: (dimension: Dimension) => string
}

interface Line {
  readonly product_id?: string
  readonly category?: string
  readonly brand?: string
  readonly lot?: string
  readonly quantity: number
  readonly unit_price: number
}

export const number = (value: unknown) => (value === undefined || value === null ? 0 : Number(value))
export const words = (value: unknown) => (value === undefined || value === null ? '' : String(value))

const linesOf = ({ data }: StoredEvent): Line[] => [
  ...((data.items as Line[] | undefined) ?? []),
  ...((data.lots as string[] | undefined) ?? []).map((lot) => ({ lot, quantity: 0, unit_price: 0 })),
]
const worth = (lines: readonly Line[]) => lines.reduce((sum, it) => sum + it.quantity * it.unit_price, 0)
const units = (lines: readonly Line[]) => lines.reduce((sum, it) => sum + it.quantity, 0)

/** The first captured payment of each order. */
function paymentsOf(events: readonly StoredEvent[]) {
  const first = new Map<string, StoredEvent>()
  for (const event of [...events].sort((a, b) => (a.occurred_at < b.occurred_at ? -1 : 1))) {
    if (event.type !== 'payment' || event.action !== 'captured' || event.order_id === null) continue
    if (!first.has(event.order_id)) first.set(event.order_id, event)
  }
  return first
}

/** Reads a business by hand: its events, each whole, and again with a row for each of its lines. */
export function readBy(events: readonly StoredEvent[], catalogue: ReadonlyMap<string, EventDefinition>) {
  const payments = paymentsOf(events)

  function own(event: StoredEvent, dimension: Dimension): string {
    if (dimension === 'producer' || dimension === 'type' || dimension === 'action') return words(event[dimension])
    if (context.includes(dimension)) return words(event.context[dimension as keyof StoredEvent['context']])
    const columns = Object.keys(catalogue.get(event.type)?.columns ?? {})
    const field = columns.find((it) => columnOf(it) === dimension)
    return field === undefined ? '' : words(event.data[field])
  }

  function says(event: StoredEvent, dimension: Dimension): string {
    const told = own(event, dimension)
    if (told !== '' || !payment.includes(dimension)) return told
    const paid = payments.get(event.order_id ?? '')
    return paid === undefined ? '' : own(paid, dimension)
  }

  const common = (event: StoredEvent) => ({ event, at: Date.parse(event.occurred_at) })
  const ofEvent = (event: StoredEvent): Row => {
    const all = linesOf(event)
    return { ...common(event), quantity: units(all), value: worth(all), says: (it) => says(event, it) }
  }
  const ofLines = (event: StoredEvent): Row[] =>
    linesOf(event).map((line) => ({
      ...common(event),
      quantity: line.quantity,
      value: line.quantity * line.unit_price,
      says: (it) => (item.includes(it) ? words(line[it as keyof Line]) : says(event, it)),
    }))
  return {
    whole: events.map(ofEvent),
    lines: events.flatMap((event) => (linesOf(event).length === 0 ? [ofEvent(event)] : ofLines(event))),
  }
}
