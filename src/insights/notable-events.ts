import type { QueryContext } from '../warehouse/ask.ts'
import { settingsClause } from '../warehouse/engine/engine.ts'
import { questionLimits } from '../warehouse/engine/limits.ts'
import { inLogOrder, logMoment } from '../warehouse/sql/log-order.ts'
import { ofTenant } from '../warehouse/sql/relation.ts'
import { bound, momentFrom } from '../warehouse/time/clickhouse-time.ts'
import { parseRange, parseZone } from '../warehouse/time/parse-range.ts'
import type { Range } from '../warehouse/time/range.ts'

/** What happened that explains a bend in a figure. */
export interface NotableEvent {
  readonly kind: 'recall' | 'firmware' | 'stockout'
  /** Of the event. */
  readonly id: string
  /** RFC 3339, microseconds */
  readonly at: string
  /** `recalled` or `quarantined` for a recall; else the event's action. */
  readonly action: string
  readonly lot: string
  readonly product_id: string
  readonly warehouse_id: string
  readonly firmware: string
  readonly reason: string
}

/** Of each kind the newest so many: a chart with more marks than that shows nothing else. */
const mostOfAKind = 100

const settings = settingsClause({ ...questionLimits, max_execution_time: 10 })
const within = "occurred_at >= {from:DateTime64(6, 'UTC')} AND occurred_at < {to:DateTime64(6, 'UTC')}"
const newest = `ORDER BY at DESC, place DESC LIMIT ${mostOfAKind} ${settings}`

const recalls = `SELECT toString(id) AS id, toString(occurred_at) AS at, action, lot, product_id, '', '', reason,
    toString(log_position), log_position AS place
  FROM ${ofTenant('events', 'id, occurred_at, log_position, type, action, lot, product_id, reason')}
  WHERE type = 'batch' AND action IN ('recalled', 'quarantined') AND ${within} ${newest}`

/** A firmware counts where the tenant's first update to it lies in the range: updates of later devices are no news. */
const firmware = `SELECT toString(argMin(id, ${logMoment})) AS id, toString(min(occurred_at)) AS at,
    'firmware_updated', '', '', '', firmware, '',
    toString(argMin(log_position, ${logMoment})), argMin(log_position, ${logMoment}) AS place
  FROM ${ofTenant('events', 'id, occurred_at, log_position, type, action, firmware')}
  WHERE type = 'device' AND action = 'firmware_updated' AND firmware != ''
    AND occurred_at < {to:DateTime64(6, 'UTC')}
  GROUP BY firmware HAVING min(occurred_at) >= {from:DateTime64(6, 'UTC')} ${newest}`

/** The last count of a lot stands until the next one; what stood before the range opens it. */
const counts = (columns: string, when: string) => `SELECT ${columns}
    FROM ${ofTenant('events', 'id, occurred_at, log_position, type, action, product_id, warehouse_id, lot, on_hand')}
    WHERE type = 'inventory' AND on_hand IS NOT NULL AND ${when}`
const before = counts(
  `product_id, warehouse_id, lot, argMax(assumeNotNull(on_hand), ${logMoment}) AS level`,
  "occurred_at < {from:DateTime64(6, 'UTC')} GROUP BY product_id, warehouse_id, lot",
)
const opening = `SELECT product_id, warehouse_id, lot, {from:DateTime64(6, 'UTC')} AS occurred_at,
    toUInt128(0) AS log_position, toUUID('00000000-0000-0000-0000-000000000000') AS id, '' AS action, level, 1 AS opens
  FROM (${before})`
const counted = counts(
  `product_id, warehouse_id, lot, occurred_at, log_position, id, toString(action) AS action,
    assumeNotNull(on_hand) AS level, 0 AS opens`,
  within,
)
const untilNow = `ORDER BY ${inLogOrder} ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW`

/** As the measure `stockouts` counts them: the stock of a product in a warehouse, all lots together, fell to 0 or below. */
const stockouts = `SELECT toString(id), toString(occurred_at) AS at, action, lot, product_id, warehouse_id, '', '',
    toString(log_position), log_position AS place
  FROM (SELECT *, lagInFrame(stock) OVER (PARTITION BY product_id, warehouse_id ${untilNow}) AS stock_before
    FROM (SELECT *, sum(step) OVER (PARTITION BY product_id, warehouse_id ${untilNow}) AS stock
      FROM (SELECT *, level - lagInFrame(level) OVER (PARTITION BY product_id, warehouse_id, lot ${untilNow}) AS step
        FROM (${opening} UNION ALL ${counted}))))
  WHERE opens = 0 AND stock <= 0 AND stock_before > 0 ${newest}`

export interface NotableEventsRequest {
  /** As in a query: a date in the time zone, or an RFC 3339 moment; `to` is not included. */
  readonly from: string
  readonly to: string
  readonly timezone?: string | undefined
}

export interface NotableEvents {
  readonly range: Range
  readonly events: NotableEvent[]
}

/**
 * Recalls and quarantines, firmwares that a tenant first saw, and stock that ran out, of a range; of each kind the
 * newest 100, oldest first. Throws Failure: query_too_large past 10 seconds, warehouse_unavailable.
 */
export async function answerNotableEvents(
  { timezone, ...bounds }: NotableEventsRequest,
  { engine, tenantId, model }: QueryContext,
): Promise<NotableEvents> {
  const range = parseRange(bounds, parseZone(timezone, model.zones))
  const params = { tenant: tenantId, from: bound(range.from), to: bound(range.to) }
  const found: { event: NotableEvent; place: bigint }[] = []
  for (const [kind, sql] of [
    ['recall', recalls],
    ['firmware', firmware],
    ['stockout', stockouts],
  ] as const) {
    const { data } = await engine.read(sql, params)
    for (const row of data) found.push({ event: eventOf(kind, row.map(String)), place: BigInt(String(row[8])) })
  }
  found.sort((a, b) => {
    if (a.event.at !== b.event.at) return a.event.at < b.event.at ? -1 : 1
    return a.place < b.place ? -1 : a.place > b.place ? 1 : 0
  })
  return { range, events: found.map(({ event }) => event) }
}

function eventOf(kind: NotableEvent['kind'], row: readonly string[]): NotableEvent {
  const [id = '', at = '', action = '', lot = '', product_id = '', warehouse_id = '', firmware = '', reason = ''] = row
  return { kind, id, at: momentFrom(at), action, lot, product_id, warehouse_id, firmware, reason }
}
