import { type LiveSearch, parseLiveSearch } from '../live/search.ts'

/** The columns of the list, by what they are called in the address. */
export const eventColumns = {
  event: 'Event',
  details: 'Details',
  order: 'Order',
  user: 'Customer',
  device: 'Device',
  payment: 'Payment',
  shipment: 'Parcel',
  lot: 'Lot',
  session: 'Session',
  country: 'Country',
  producer: 'Producer',
  received: 'Received',
} as const

export type EventColumn = keyof typeof eventColumns

export const eventColumnIds = Object.keys(eventColumns) as EventColumn[]

export const usualColumns: readonly EventColumn[] = ['event', 'details', 'order', 'user', 'device', 'producer']

/** What the address of the page says beside the range. */
export interface EventsSearch extends LiveSearch {
  /** Absent: the usual ones. */
  column?: readonly EventColumn[]
  /** Absent: a table. */
  show?: 'timeline'
  /** Absent: events of all time. */
  span?: 'range'
}

const isColumn = (word: unknown): word is EventColumn => typeof word === 'string' && Object.hasOwn(eventColumns, word)

/** Reads filters, columns and form from an address, which is untrusted input. */
export function parseEventsSearch(search: Readonly<Record<string, unknown>>): EventsSearch {
  const chosen = [search.column].flat().filter(isColumn)
  const columns = eventColumnIds.filter((id) => chosen.includes(id))
  return {
    ...parseLiveSearch(search),
    ...(columns.length > 0 && columns.join() !== usualColumns.join() && { column: columns }),
    ...(search.show === 'timeline' && { show: 'timeline' as const }),
    ...(search.span === 'range' && { span: 'range' as const }),
  }
}

/** The filters alone, as the service takes them. */
export const filtersOf = ({ column: _, show: __, span: ___, ...filters }: EventsSearch): LiveSearch => filters
