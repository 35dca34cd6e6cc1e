import { type Engine, settingsClause } from './engine.ts'
import { questionLimits } from './limits.ts'
import type { Range } from './range.ts'
import { ofTenant } from './relation.ts'

/** What happened that explains a bend in a figure. */
export interface TurningPoint {
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
const newest = `ORDER BY at DESC, id LIMIT ${mostOfAKind} ${settings}`

const recalls = `SELECT toString(id) AS id, toString(occurred_at) AS at, action, lot, product_id, '', '', reason
  FROM ${ofTenant('events', 'id, occurred_at, type, action, lot, product_id, reason')}
  WHERE type = 'batch' AND action IN ('recalled', 'quarantined') AND ${within} ${newest}`

/** A firmware counts where the tenant's first update to it lies in the range: updates of later devices are no news. */
const firmware = `SELECT toString(argMin(id, (occurred_at, id))) AS id, toString(min(occurred_at)) AS at,
    'firmware_updated', '', '', '', firmware, ''
  FROM ${ofTenant('events', 'id, occurred_at, type, action, firmware')}
  WHERE type = 'device' AND action = 'firmware_updated' AND firmware != ''
    AND occurred_at < {to:DateTime64(6, 'UTC')}
  GROUP BY firmware HAVING min(occurred_at) >= {from:DateTime64(6, 'UTC')} ${newest}`

/**
 * The stock of a product, warehouse and lot reached 0: nothing on hand after something was, or nothing from the first
 * that is known. What stood there before the range comes from a single pass over the levels before it.
 */
const stockouts = `SELECT toString(moved.id) AS id, toString(moved.occurred_at) AS at, moved.action, moved.lot,
    moved.product_id, moved.warehouse_id, '', ''
  FROM (SELECT id, occurred_at, action, product_id, warehouse_id, lot, assumeNotNull(on_hand) AS level,
      row_number() OVER (PARTITION BY product_id, warehouse_id, lot ORDER BY occurred_at, id) AS nth,
      lagInFrame(assumeNotNull(on_hand)) OVER (PARTITION BY product_id, warehouse_id, lot
        ORDER BY occurred_at, id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS level_before
    FROM ${ofTenant('events', 'id, occurred_at, type, action, product_id, warehouse_id, lot, on_hand')}
    WHERE type = 'inventory' AND on_hand IS NOT NULL AND ${within}) AS moved
  LEFT ANY JOIN (SELECT product_id, warehouse_id, lot,
      argMax(assumeNotNull(on_hand), (occurred_at, id)) = 0 AS was_empty
    FROM ${ofTenant('events', 'id, occurred_at, type, product_id, warehouse_id, lot, on_hand')}
    WHERE type = 'inventory' AND on_hand IS NOT NULL AND occurred_at < {from:DateTime64(6, 'UTC')}
    GROUP BY product_id, warehouse_id, lot) AS earlier USING (product_id, warehouse_id, lot)
  WHERE level = 0 AND if(nth = 1, earlier.was_empty = 0, level_before != 0) ${newest}`

/**
 * Recalls and quarantines, firmwares that a tenant first saw, and stock that ran out, of a range; of each kind the
 * newest 100, oldest first. Throws Failure: query_too_large past 10 seconds, warehouse_unavailable.
 */
export async function turningPoints(engine: Engine, tenantId: string, range: Range): Promise<TurningPoint[]> {
  const bound = (moment: string) => moment.replace('T', ' ').replace('Z', '')
  const params = { tenant: tenantId, from: bound(range.from), to: bound(range.to) }
  const found: TurningPoint[] = []
  for (const [kind, sql] of [
    ['recall', recalls],
    ['firmware', firmware],
    ['stockout', stockouts],
  ] as const) {
    const { data } = await engine.read(sql, params)
    found.push(...data.map((row) => pointOf(kind, row.map(String))))
  }
  return found.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
}

function pointOf(kind: TurningPoint['kind'], row: readonly string[]): TurningPoint {
  const [id = '', at = '', action = '', lot = '', product_id = '', warehouse_id = '', firmware = '', reason = ''] = row
  return { kind, id, at: `${at.replace(' ', 'T')}Z`, action, lot, product_id, warehouse_id, firmware, reason }
}
