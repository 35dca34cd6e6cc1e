import type { EnvelopeId, EventDefinition } from '../../../src/events/define.ts'
import { columnOf } from '../../../src/events/define.ts'
import type { StoredEvent } from '../../../src/events/envelope.ts'
import { type Dimension, dimensions } from '../../../src/measures/define.ts'
import { carries } from '../../../src/warehouse/tables/carried.ts'
import { stored } from '../open.ts'

/** The range that is asked for, in UTC: whole days, so that rollups cover it. */
export const range = { from: '2026-10-01', to: '2026-10-05' }
export const days = ['2026-10-01', '2026-10-02', '2026-10-03', '2026-10-04']

/** Two values of each dimension are sent, and one is not. */
const sent: Partial<Record<Dimension, readonly string[]>> = {
  currency: ['EUR', 'USD'],
  metric: ['glucose', 'temperature'],
  position: ['1', '2'],
  lot: ['L1', 'L2', 'L3'],
  product_id: ['p1', 'p2'],
}
export const valuesOf = (dimension: Dimension) => sent[dimension] ?? [`${dimension} a`, `${dimension} b`]

/** Things that events tell about one after the other; the same few come again and again. */
const ids: Readonly<Record<string, number>> = {
  cart_id: 9,
  checkout_id: 9,
  notification_id: 11,
  shipment_id: 11,
  subscription_id: 5,
  payment_id: 40,
}
/** Whether events of the action must say a field; an amount without a currency is a story of its own (currency.test.ts). */
function isSaid({ data }: EventDefinition, action: string, field: string): boolean {
  const required = data[field]?.required ?? false
  return field in ids || field === 'currency' || required === true || (required !== false && required.includes(action))
}

/** A small pseudo-random number generator (mulberry32), so that the business is the same each time. */
function randomOf(seed: number) {
  let state = seed
  return (below: number) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below)
  }
}

/**
 * Events of every type and action, filled in from the declarations: each says a value of each dimension that its type
 * carries, or leaves it out, and an amount in each column. Some lie before the range and some after it.
 */
export function business(catalogue: ReadonlyMap<string, EventDefinition>, seed: number): StoredEvent[] {
  const random = randomOf(seed)
  const oneOf = <Of>(list: readonly Of[]) => list[random(list.length)] as Of
  const maybe = <Of>(value: () => Of): Of | undefined => (random(4) === 0 ? undefined : value())
  const day = () => `2026-10-${String(1 + random(4)).padStart(2, '0')}`
  const moment = () =>
    `${day()}T${String(random(24)).padStart(2, '0')}:${String(random(60)).padStart(2, '0')}:00.000000Z`
  const occurred = () => oneOf([moment, moment, moment, moment, () => '2026-09-20T09:30:00.000000Z'])()

  const line = () => ({
    product_id: oneOf(valuesOf('product_id')),
    ...said({ category: maybe(() => oneOf(valuesOf('category'))), brand: maybe(() => oneOf(valuesOf('brand'))) }),
    ...said({ lot: maybe(() => oneOf(valuesOf('lot'))) }),
    quantity: 1 + random(4),
    unit_price: (1 + random(40)) / 4,
  })
  const filled: Readonly<Record<string, () => unknown>> = {
    items: () => Array.from({ length: random(4) }, line),
    lots: () => [...new Set(Array.from({ length: random(3) }, () => oneOf(valuesOf('lot'))))],
    eta: () => oneOf([day, moment])(),
    unit: () => oneOf(['mg/dL', 'mmol/L']),
    risk_score: () => random(20) / 20,
    value: () => oneOf([2, 4, 40, 60, 100, 260, 300]),
    position: () => Number(oneOf(valuesOf('position'))),
    results_count: () => random(2),
    attempt: () => 1 + random(2),
    quantity: () => 1 + random(5),
    on_hand: () => random(3) * random(9),
  }
  function column(field: string, type: string): unknown {
    const name = columnOf(field)
    const make = filled[field]
    if (make !== undefined) return make()
    const count = ids[field]
    if (count !== undefined) return `${field} ${random(count)}`
    if (dimensions.includes(name)) return oneOf(valuesOf(name))
    if (type.includes('Decimal')) return (1 + random(80)) / 4
    if (type.includes('Int') || type.includes('Float')) return 1 + random(5000)
    if (type.includes('Bool')) return random(2) === 0
    if (type.includes('DateTime')) return moment()
    if (type.includes('Date')) return day()
    return undefined
  }

  const events: StoredEvent[] = []
  for (const event of catalogue.values()) {
    const idOf = (name: EnvelopeId, most: number) =>
      event.requires.includes(name) || random(4) > 0 ? `${name} ${random(most)}` : null
    for (const action of event.actions) {
      for (let index = 0; index < 10; index++) {
        const context = event.context.map((name) => [name, maybe(() => oneOf(valuesOf(name)))] as const)
        const data = Object.entries(event.columns).map(([field, type]) => {
          const make = () => column(field, type)
          return [field, isSaid(event, action, field) ? make() : maybe(make)] as const
        })
        const at = occurred()
        events.push(
          stored({
            type: event.type,
            action,
            occurred_at: at,
            received_at: at,
            producer: oneOf(valuesOf('producer')),
            user_id: idOf('user_id', 6),
            session_id: idOf('session_id', 9),
            order_id: idOf('order_id', 12),
            device_id: idOf('device_id', 4),
            context: said(Object.fromEntries(context)),
            data: said(Object.fromEntries(data)),
          }),
        )
      }
    }
  }
  return events
}

const said = (fields: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))

/** The events that say a dimension, by themselves. */
export const carriers = (catalogue: ReadonlyMap<string, EventDefinition>, dimension: Dimension) =>
  new Set([...catalogue.values()].filter((event) => carries(event, dimension)).map(({ type }) => type))
