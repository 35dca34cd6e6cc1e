import { eventTitle } from '../../event-step/step.ts'
import {
  customerPage,
  type Destination,
  devicePage,
  eventsPage,
  lotPage,
  orderPage,
  tracePage,
} from '../../panels/destination.ts'
import type { Cell, Column, Table } from '../../panels/table.ts'
import { formatFullMoment } from '../../time/moment.ts'
import { gistOf } from '../live/summary.ts'
import type { FoundEvent } from './events-query.ts'
import { type EventColumn, eventColumns } from './search.ts'

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

/** The one lot that an event or its lines name; of several the first. */
function lotOf({ data }: FoundEvent): string | null {
  const items = Array.isArray(data.items) ? (data.items as readonly { lot?: unknown }[]) : []
  const lots = Array.isArray(data.lots) ? data.lots : []
  return [data.lot, ...lots, ...items.map(({ lot }) => lot)].map(text).find((it) => it !== null) ?? null
}

interface Reading {
  readonly value: (event: FoundEvent) => string | null
  readonly page?: (cell: string, row: readonly Cell[]) => Destination
}

const by =
  (field: string) =>
  (cell: string): Destination =>
    eventsPage({ [field]: cell })

/** Each row ends with the event's id, which no column shows. */
const idOf = (row: readonly Cell[]) => String(row.at(-1))

const readings: Readonly<Record<EventColumn, Reading>> = {
  event: { value: eventTitle, page: (_, row) => tracePage(idOf(row)) },
  details: { value: (event) => gistOf(event).join(' · ') || null },
  order: { value: ({ order_id }) => order_id, page: orderPage },
  user: { value: ({ user_id }) => user_id, page: customerPage },
  device: { value: ({ device_id }) => device_id, page: devicePage },
  payment: { value: ({ data }) => text(data.payment_id), page: by('payment_id') },
  shipment: { value: ({ data }) => text(data.shipment_id), page: by('shipment_id') },
  lot: { value: lotOf, page: lotPage },
  session: { value: ({ session_id }) => session_id, page: by('session_id') },
  country: { value: ({ context }) => text(context.country) },
  producer: { value: ({ producer }) => producer },
  received: { value: ({ received_at }) => received_at },
}

/** Events as a table, newest first; as a file oldest first, with moments in RFC 3339 and each event's id. */
export function eventsTable(events: readonly FoundEvent[], columns: readonly EventColumn[], zone: string): Table {
  const shown = columns.map((id): Column => {
    const { page } = readings[id]
    return { id, title: eventColumns[id], unit: 'text', ...(page && { page }) }
  })
  const cells = (event: FoundEvent) => columns.map((id) => readings[id].value(event))
  const read = (id: EventColumn, cell: string | null) =>
    id === 'received' && cell !== null ? formatFullMoment(cell, zone) : cell
  return {
    columns: [{ id: 'occurred_at', title: 'Time', unit: 'text' }, ...shown],
    rows: events.map((event) => [
      formatFullMoment(event.occurred_at, zone),
      ...cells(event).map((cell, index) => read(columns[index] as EventColumn, cell)),
      event.id,
    ]),
    currency: null,
    file: {
      columns: [
        { id: 'occurred_at', title: 'Time', unit: 'text' },
        ...shown,
        { id: 'event_id', title: 'Event id', unit: 'text' },
      ],
      rows: events.toReversed().map((event) => [event.occurred_at, ...cells(event), event.id]),
    },
  }
}
