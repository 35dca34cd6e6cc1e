import type { LiveEvent } from './feed.ts'

const text = (value: unknown): string | null => {
  if (typeof value === 'string' && value !== '') return value
  // 2.3899999999999997 is how a float spells 2.39.
  return typeof value === 'number' ? String(Number(value.toPrecision(6))) : null
}

/** "89.90 EUR" of money, "4.5 mg" of anything else that is measured. */
function quantity(amount: unknown, currency: unknown, unit: unknown): string | null {
  if (typeof amount !== 'number') return null
  const [code, name] = [text(currency), text(unit)]
  if (code !== null) return `${amount.toFixed(2)} ${code}`
  return name === null ? text(amount) : `${text(amount)} ${name}`
}

/** What an event says that its type does not: the two or three values that one looks for first. */
export function gistOf({ data = {} }: LiveEvent): string[] {
  const items = Array.isArray(data.items) ? data.items.length : null
  const measured = quantity(data.amount ?? data.value, data.currency, data.unit)
  const what = text(data.metric) ?? text(data.drug)
  const said = [
    what !== null && measured !== null ? `${what} ${measured}` : (what ?? measured),
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
