import type { QueryContext } from '../../warehouse/ask.ts'
import { begun, daysIn } from '../../warehouse/time/buckets.ts'
import { bound, momentOfMs } from '../../warehouse/time/clickhouse-time.ts'
import { invalid, parseZone } from '../../warehouse/time/parse-range.ts'
import { milliseconds, momentOf, type Range } from '../../warehouse/time/range.ts'
import { parseFiltersOf } from '../question.ts'
import { numberOf, textOf, timeOf, withMeta } from '../run-statements.ts'
import { ageBands, type StockAnswer, type StockPosition, type StockRequest } from './request.ts'
import { bandsSql, firstPositionsSql, positionsSql } from './sql.ts'

/** How many days before give the pace at which stock is sold, unless the request says from when on. */
const paceDays = 30

/** How many units lie where, lot by lot, and for how long they will last. A moment that is to come means now. */
export function answerStock(request: StockRequest, context: QueryContext): Promise<StockAnswer> {
  const zone = parseZone(request.timezone, context.model.zones)
  const { at, span } = parseTimes(request, zone, context.now)
  const days = daysIn(null, span, 'total', zone)
  const filters = parseFiltersOf(request.filters, '/filters', context.catalogue, ['inventory'])
  const params = {
    ...{ at: bound(at), since: bound(span.from), days, timezone: zone, limit: request.limit ?? 1000 },
    ...Object.fromEntries(filters.map(({ values }, index) => [`filter_${index}`, values])),
  }
  const dimensions = filters.map(({ dimension }) => dimension)
  const positions = positionsSql(dimensions, context.model.columns)
  return withMeta(context, request.explain, async (read) => {
    const rows = await read(firstPositionsSql(positions), params)
    const bands = await read(bandsSql(positions), params)
    const whole = bands.find((row) => Number(row[1]) === 1) ?? []
    const held = new Map(bands.filter((row) => row !== whole).map((row) => [textOf(row[0]), Number(row[2])]))
    const [on_hand = 0, count = 0, out_of_stock = 0, below_reorder = 0] = whole.slice(2).map(Number)
    if (count === 0) return { positions: [], bands: [], totals: notCounted }
    return {
      positions: rows.map(positionOf),
      bands: [
        ...ageBands.map((band) => ({ band, on_hand: held.get(band) ?? 0 })),
        ...(held.has(null) ? [{ band: null, on_hand: held.get(null) ?? 0 }] : []),
      ],
      totals: { on_hand, positions: count, out_of_stock, below_reorder },
    }
  })
}

/** The moment of the stock, and the range that gives the pace: as that of a query it may end after the present. */
function parseTimes(request: StockRequest, zone: string, now: number): { at: string; span: Range } {
  const latest = begun({ from: '1970-01-01T00:00:00.000000Z', to: '2200-01-01T00:00:00.000000Z' }, now).to
  const to = request.at === undefined ? latest : parseMoment('/at', request.at, zone)
  const before = momentOfMs(milliseconds(to) - paceDays * 86_400_000)
  const from = request.from === undefined ? before : parseMoment('/from', request.from, zone)
  if (from >= to) throw invalid('/from', 'must lie before at')
  const isToCome = to > latest
  return { at: isToCome ? latest : to, span: { from, to } }
}

function parseMoment(path: string, text: string, zone: string): string {
  const moment = momentOf(text, zone)
  if (moment === undefined) throw invalid(path, 'must be a date (YYYY-MM-DD) or an RFC 3339 moment')
  return moment
}

/** Where nothing was ever counted nothing is known, which is not 0. */
const notCounted = { on_hand: null, positions: 0, out_of_stock: null, below_reorder: null }

function positionOf(row: readonly unknown[]): StockPosition {
  const [product_id, category, brand, warehouse_id, lot, on_hand, reorder_point, unit_cost, ...more] = row
  const [currency, received_on, expires_on, age_days, age_band, pace, cover, counted_at] = more
  return {
    product_id: String(product_id),
    category: textOf(category),
    brand: textOf(brand),
    warehouse_id: String(warehouse_id),
    lot: textOf(lot),
    on_hand: Number(on_hand),
    reorder_point: numberOf(reorder_point),
    unit_cost: numberOf(unit_cost),
    currency: textOf(currency),
    received_on: textOf(received_on),
    expires_on: textOf(expires_on),
    age_days: numberOf(age_days),
    age_band: textOf(age_band),
    units_sold_per_day: Number(pace),
    days_of_cover: numberOf(cover),
    counted_at: timeOf(counted_at) ?? '',
  }
}
