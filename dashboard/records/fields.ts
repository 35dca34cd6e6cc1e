import type { FoundEvent } from '../api/events.ts'
import { formatValue } from '../numbers/value.ts'

/** A field of an event's data as a text; null where there is none. */
export const textIn = ({ data }: Pick<FoundEvent, 'data'>, field: string): string | null => {
  const value = data[field]
  return typeof value === 'string' && value !== '' ? value : null
}

/** A field of an event's data as a number; null where there is none. */
export const numberIn = ({ data }: Pick<FoundEvent, 'data'>, field: string): number | null => {
  const value = data[field]
  return typeof value === 'number' ? value : null
}

export const isOf = ({ type, action }: Pick<FoundEvent, 'type' | 'action'>, of: string, ...actions: string[]) =>
  type === of && (actions.length === 0 || actions.includes(action))

/** Σ of the amounts of events by their currencies; amounts of different currencies are never added. */
export function amountsOf(events: readonly FoundEvent[], amount = (event: FoundEvent) => numberIn(event, 'amount')) {
  const sums = new Map<string, number>()
  for (const event of events) {
    const currency = textIn(event, 'currency') ?? ''
    sums.set(currency, (sums.get(currency) ?? 0) + (amount(event) ?? 0))
  }
  return sums
}

/** "€89.90", or "€89.90 + $12.00" */
export const amountsText = (sums: ReadonlyMap<string, number>): string =>
  sums.size === 0
    ? formatValue(null, 'money', null)
    : [...sums].map(([currency, sum]) => formatValue(sum, 'money', currency || null)).join(' + ')

/** A line of an order. */
export interface OrderLine {
  readonly product_id: string
  readonly category: string | null
  readonly quantity: number
  readonly unit_price: number
  readonly lot: string | null
}

const word = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null)
const amount = (value: unknown) => (typeof value === 'number' ? value : 0)

/** The lines of an order's or a return's event. */
export const linesOf = ({ data }: Pick<FoundEvent, 'data'>): OrderLine[] =>
  (Array.isArray(data.items) ? (data.items as readonly Record<string, unknown>[]) : []).map((line) => ({
    product_id: word(line.product_id) ?? '',
    category: word(line.category),
    quantity: amount(line.quantity),
    unit_price: amount(line.unit_price),
    lot: word(line.lot),
  }))

/** Σ quantity × unit price, in the event's currency. */
export const worthOf = (event: Pick<FoundEvent, 'data'>): number =>
  linesOf(event).reduce((sum, { quantity, unit_price }) => sum + quantity * unit_price, 0)
