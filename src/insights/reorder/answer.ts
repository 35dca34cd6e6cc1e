import { forecastAside } from '../../statistics/forecast/forecast-aside.ts'
import type { QueryContext } from '../../warehouse/ask.ts'
import { invalid, parseZone } from '../../warehouse/time/parse-range.ts'
import { lastPeriod } from '../../warehouse/time/period.ts'
import { withMeta } from '../run-statements.ts'
import { answerStock } from '../stock/answer.ts'
import type { StockPosition } from '../stock/request.ts'
import { nameOf, readDemand } from './demand.ts'
import { confidenceOf, planShelf } from './plan.ts'
import type { ReorderAnswer, ReorderLine, ReorderRequest } from './request.ts'

/** Products in warehouses that are planned at once, and lots in them. */
const mostShelves = 200
const mostPositions = 10_000
const weekDays = 7

/**
 * What to order of each product in each warehouse now: what is on hand, against the demand that is expected over the lead time
 * and a safety stock for its errors.
 * Throws Failure: invalid_request, dimension_not_allowed, query_too_large, warehouse_unavailable.
 */
export async function answerReorder(request: ReorderRequest, context: QueryContext): Promise<ReorderAnswer> {
  const zone = parseZone(request.timezone, context.model.zones)
  const today = lastPeriod('day', new Date(context.now + 1).toISOString(), zone)
  const { filters, timezone } = request
  const stock = await answerStock(
    { limit: mostPositions, ...(filters && { filters }), ...(timezone && { timezone }) },
    context,
  )
  if (stock.totals.positions > mostPositions) throw tooMany()
  const shelves = shelvesOf(stock.positions)
  if (shelves.length > mostShelves) throw tooMany()
  const answer = await withMeta(context, request.explain, async (read) => {
    const demand = await readDemand(read, shelves, today, zone)
    const horizon = request.lead_time_days + request.cover_days
    const confidence = confidenceOf(request.service_level)
    const histories = shelves.map((shelf) => demand.get(nameOf(shelf)) ?? [])
    const forecasts = await forecastAside(
      histories.map((values) => ({ values, period: weekDays, horizon, confidence })),
    )
    const lines = shelves.map((shelf, index): ReorderLine => {
      const forecast = forecasts[index] ?? { reason: 'there is no history' }
      return { ...shelf, ...planShelf(shelf.on_hand, histories[index] ?? [], forecast, request, today) }
    })
    return { lines: lines.toSorted(byUrgency) }
  })
  return { ...answer, meta: { ...answer.meta, history_to: today } }
}

const tooMany = () => invalid('/filters', `leave more than ${mostShelves} products in warehouses: narrow them`)

/** All lots of a product in a warehouse together. */
function shelvesOf(positions: readonly StockPosition[]) {
  return [...Map.groupBy(positions, nameOf).values()].flatMap((lots) => {
    const [last] = lots.toSorted((a, b) => (a.counted_at < b.counted_at ? 1 : -1))
    if (last === undefined) return []
    const { product_id, warehouse_id, reorder_point: recorded_reorder_point, unit_cost, currency } = last
    const on_hand = lots.reduce((sum, lot) => sum + lot.on_hand, 0)
    return [{ product_id, warehouse_id, on_hand, recorded_reorder_point, unit_cost, currency }]
  })
}

const rank = ({ order_quantity, stockout_on }: ReorderLine) =>
  `${(order_quantity ?? 0) > 0 ? 0 : 1} ${stockout_on ?? '9999'}`

function byUrgency(a: ReorderLine, b: ReorderLine): number {
  const [ofA, ofB] = [`${rank(a)} ${nameOf(a)}`, `${rank(b)} ${nameOf(b)}`]
  return ofA < ofB ? -1 : ofA > ofB ? 1 : 0
}
