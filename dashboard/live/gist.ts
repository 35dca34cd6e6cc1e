import type { LiveEvent } from './feed.ts'

const text = (value: unknown): string | null => {
  if (typeof value === 'string' && value !== '') return value
  return typeof value === 'number' ? String(value) : null
}

const money = (amount: unknown, currency: unknown): string | null => {
  if (typeof amount !== 'number') return null
  const code = text(currency)
  return code === null ? amount.toFixed(2) : `${amount.toFixed(2)} ${code}`
}

/** What an event says that its type does not: the two or three values that one looks for first. */
export function gistOf({ data = {} }: LiveEvent): string[] {
  const items = Array.isArray(data.items) ? data.items.length : null
  const reading = text(data.value) !== null && text(data.metric) !== null
  const said = [
    reading ? `${data.metric} ${data.value}${text(data.unit) === null ? '' : ` ${data.unit}`}` : null,
    money(data.amount ?? (reading ? undefined : data.value), data.currency),
    items === null ? null : `${items} ${items === 1 ? 'item' : 'items'}`,
    text(data.severity),
    text(data.query),
    text(data.product_id),
    text(data.gateway),
    text(data.decline_code),
    text(data.carrier),
    text(data.plan),
    text(data.medium),
    text(data.reason),
    text(data.lot),
  ]
  return said.filter((it) => it !== null).slice(0, 3)
}

/** Whom or what it is about: the first two ids that the event has. */
export const subjectsOf = (event: LiveEvent): string[] =>
  [event.order_id, event.device_id, event.user_id, event.session_id]
    .map(text)
    .filter((it) => it !== null)
    .slice(0, 2)
