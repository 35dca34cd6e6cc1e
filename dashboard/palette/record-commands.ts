import { type FilterDimension, filterDimensions, isFilterDimension, valueTitle } from '../api/dimension-names.ts'
import type { FoundRecord, FoundValue } from '../api/search.ts'
import {
  customerPage,
  type Destination,
  devicePage,
  eventsPage,
  lotPage,
  orderPage,
  reportPage,
  tracePage,
} from '../panels/destination.ts'

/** A way to something that was found. */
export interface FoundCommand {
  readonly id: string
  readonly group: string
  readonly title: string
}

const kinds: Readonly<
  Record<FoundRecord['kind'], { readonly title: string; readonly page: (id: string) => Destination }>
> = {
  event: { title: 'Event', page: tracePage },
  order: { title: 'Order', page: orderPage },
  payment: { title: 'Payment', page: (payment_id) => eventsPage({ payment_id }) },
  shipment: { title: 'Parcel', page: (shipment_id) => eventsPage({ shipment_id }) },
  device: { title: 'Device', page: devicePage },
  lot: { title: 'Lot', page: lotPage },
  report: { title: 'Report', page: reportPage },
  cart: { title: 'Cart', page: (cart_id) => eventsPage({ cart_id }) },
  session: { title: 'Session', page: (session_id) => eventsPage({ session_id }) },
  user: { title: 'Customer', page: customerPage },
}

/** What was found by its id, with the page about it. */
export function recordCommand({ kind, id, label, order_id }: FoundRecord): FoundCommand & {
  readonly destination: Destination
} {
  const { title: group, page } = kinds[kind]
  const of = order_id !== null && order_id !== id ? ` · order ${order_id}` : ''
  const title = label === null ? `${id}${of}` : `${label.replaceAll('_', ' ')}${of}`
  return { id: `${kind} ${id}`, group, title, destination: page(id) }
}

/** Where the figures are that a dimension matters most to. */
const pageOf: Partial<Record<FilterDimension, string>> = {
  gateway: '/payments',
  method: '/payments',
  carrier: '/logistics',
  warehouse_id: '/inventory',
  product_id: '/inventory',
  wearable_type: '/devices',
  firmware: '/devices',
  plan: '/growth',
  campaign: '/growth',
}

/** A value of a dimension, with the page and the filter that show it; undefined where pages are not narrowed by it. */
export function valueCommand({
  dimension,
  value,
}: Pick<FoundValue, 'dimension' | 'value'>):
  | (FoundCommand & { readonly to: string; readonly filter: Readonly<Record<string, readonly string[]>> })
  | undefined {
  if (!isFilterDimension(dimension)) return undefined
  return {
    id: `value ${dimension} ${value}`,
    group: filterDimensions[dimension],
    title: valueTitle(value, dimension),
    to: pageOf[dimension] ?? '/',
    filter: { [dimension]: [value] },
  }
}
