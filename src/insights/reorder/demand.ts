import { addDays, daysBetween } from '../../platform/calendar.ts'
import { startOfDayMs } from '../../platform/local-time.ts'
import type { Params } from '../../warehouse/engine/engine.ts'
import { ofTenant } from '../../warehouse/sql/relation.ts'
import { bound } from '../../warehouse/time/clickhouse-time.ts'
import type { Read } from '../run-statements.ts'

/** Demand of past days is looked at over two years. */
const pastDays = 730
const mostRows = 1_000_000

const inPast = "occurred_at >= {from:DateTime64(6, 'UTC')} AND occurred_at < {to:DateTime64(6, 'UTC')}"
const day = 'toString(toDate32(occurred_at, {timezone:String})) AS day'

/** A product in a warehouse, with what is on hand of it. */
export interface Shelf {
  readonly product_id: string
  readonly warehouse_id: string
  readonly on_hand: number
}

export const nameOf = ({ product_id, warehouse_id }: Omit<Shelf, 'on_hand'>) => `${product_id}\u0000${warehouse_id}`

/**
 * Units that left each shelf on each whole past day, from the first day with any: by `inventory.sold`, which names the warehouse.
 * Of a product without such events, its placed orders count, shared among its warehouses by what is on hand there.
 * Of a shelf that is empty the history ends with its last sale: what is not there is not sold.
 * @param today the day that is not over, YYYY-MM-DD
 * @returns values by `nameOf` a shelf, one a day up to the day before `today`
 */
export async function readDemand(
  read: Read,
  shelves: readonly Shelf[],
  today: string,
  zone: string,
): Promise<Map<string, number[]>> {
  const from = addDays(today, -pastDays)
  const moment = (date: string) => bound(new Date(startOfDayMs(date, zone)).toISOString())
  const params = { from: moment(from), to: moment(today), timezone: zone }
  const sold = await read(
    `SELECT product_id, warehouse_id, ${day}, toFloat64(sum(quantity)) FROM ${ofTenant('events', 'type, action, occurred_at, product_id, warehouse_id, quantity')}
    WHERE type = 'inventory' AND action = 'sold' AND ${inPast} GROUP BY product_id, warehouse_id, day ORDER BY day`,
    params,
    mostRows,
  )
  const isSold = new Set(sold.map(([product]) => String(product)))
  // Two years of orders are read only where some product needs them.
  const needsOrders = shelves.some(({ product_id }) => !isSold.has(product_id))
  const ordered = needsOrders ? await readOrdered(read, params) : []
  const ofShelf = Map.groupBy(sold, ([product, warehouse]) =>
    nameOf({ product_id: String(product), warehouse_id: String(warehouse) }),
  )
  const ofProduct = Map.groupBy(ordered, ([product]) => String(product))
  const places = Map.groupBy(shelves, ({ product_id }) => product_id)
  const demand = new Map<string, number[]>()
  for (const shelf of shelves) {
    const { product_id } = shelf
    const days: [string, number][] = isSold.has(product_id)
      ? (ofShelf.get(nameOf(shelf)) ?? []).map(([, , date, units]) => [String(date), Number(units)])
      : (ofProduct.get(product_id) ?? []).map(([, date, units]) => [
          String(date),
          Number(units) * shareOf(shelf, places.get(product_id) ?? []),
        ])
    demand.set(nameOf(shelf), shelf.on_hand > 0 ? everyDay(days, today) : everyDay(days, dayAfterLast(days, today)))
  }
  return demand
}

/** Units of placed orders by product and day. */
const readOrdered = (read: Read, params: Params) =>
  read(
    `SELECT line.product_id AS product, ${day}, toFloat64(sum(line.quantity)) FROM ${ofTenant('events', 'type, action, occurred_at, items')} ARRAY JOIN items AS line
    WHERE type = 'order' AND action = 'placed' AND ${inPast} GROUP BY product, day ORDER BY day`,
    params,
    mostRows,
  )

function shareOf({ on_hand }: Shelf, places: readonly Shelf[]): number {
  const all = places.reduce((sum, it) => sum + Math.max(0, it.on_hand), 0)
  return all === 0 ? 1 / places.length : Math.max(0, on_hand) / all
}

/** Where nothing is left, days after the last sale say nothing of demand: history ends with it. */
function dayAfterLast(days: readonly (readonly [string, number])[], today: string): string {
  const last = days.at(-1)?.[0]
  return last === undefined ? today : addDays(last, 1)
}

/** One value a day up to the day before `end`, 0 where nothing left. @param days in order */
function everyDay(days: readonly (readonly [string, number])[], end: string): number[] {
  const first = days[0]?.[0]
  if (first === undefined) return []
  const values = new Array<number>(daysBetween(first, end)).fill(0)
  for (const [date, units] of days) values[daysBetween(first, date)] = units
  return values
}
