/** What the stream is narrowed to, in the words of `GET /analytics/stream`. */
export const streamFilters = {
  type: 'Type',
  action: 'Action',
  user_id: 'User',
  order_id: 'Order',
  session_id: 'Session',
  device_id: 'Device',
  payment_id: 'Payment',
  shipment_id: 'Shipment',
  cart_id: 'Cart',
  report_id: 'Report',
  lot: 'Lot',
} as const

export type StreamFilter = keyof typeof streamFilters

export const streamFilterIds = Object.keys(streamFilters) as StreamFilter[]

export type LiveSearch = Partial<Record<StreamFilter, string>>

/** Reads the stream's filters out of an address; what is no short text is left out. */
export function parseLiveSearch(search: Readonly<Record<string, unknown>>): LiveSearch {
  const found: LiveSearch = {}
  for (const id of streamFilterIds) {
    const value = search[id]
    if (typeof value === 'string' && value !== '' && value.length <= 128) found[id] = value
  }
  return found
}
