import type { QueryContext } from '../../warehouse/ask.ts'
import { logMoment } from '../../warehouse/sql/log-order.ts'
import { ofTenant } from '../../warehouse/sql/relation.ts'
import { inRange } from '../../warehouse/time/clickhouse-time.ts'
import type { Range } from '../../warehouse/time/range.ts'
import { boundsOf, numberOf, type Read, textOf, timeOf, untilEnd } from '../run-statements.ts'
import { isLot, lifeSigns, overLots } from './naming.ts'
import { lotStock } from './piles.ts'

/** What events of the range say about a lot; counts of different things. */
export interface LotSigns {
  readonly active_devices: number
  readonly users: number
  readonly readings: number
  readonly valid_days: number
  readonly prescribed_days: number
  readonly shipped: number
  readonly delivered: number
  readonly returned: number
}

/** What a lot is at the end of the range. Units are null where no event records them. */
export interface LotState {
  readonly status: string
  readonly status_at: string | null
  readonly produced: number | null
  readonly rejected: number | null
  readonly on_hand: number | null
}

/** How often a kind of report was made. */
export interface ReportCount {
  readonly term: string
  readonly severity: string
  readonly reports: number
}

export interface SurveyedLot {
  readonly lot: string
  readonly product_id: string | null
  readonly state: LotState
  /** null where nothing happened to the lot in the range. */
  readonly signs: LotSigns | null
  readonly reports: readonly ReportCount[]
}

const none = { status: 'unknown', status_at: null, produced: null, rejected: null, on_hand: null, product_id: null }

/** Everything that is known of every lot: four statements, whatever the number of lots. */
export async function surveyLots(read: Read, context: QueryContext, range: Range): Promise<Map<string, SurveyedLot>> {
  const signs = await readSigns(read, context, range)
  const reports = await readReports(read, range)
  const batches = await readBatches(read, range)
  const stock = await lotStock(read, range)
  const onHand = Map.groupBy(stock, ({ lot }) => lot)
  const lots = new Set([...signs.keys(), ...reports.keys(), ...batches.keys(), ...onHand.keys()])
  return new Map(
    [...lots].sort().map((lot) => {
      const { product_id: made, ...state } = batches.get(lot) ?? none
      const { product = null, ...found } = signs.get(lot) ?? {}
      const piles = onHand.get(lot)
      const on_hand = piles === undefined ? null : piles.reduce((sum, pile) => sum + pile.on_hand, 0)
      return [
        lot,
        {
          lot,
          product_id: made ?? product ?? piles?.[0]?.product_id ?? null,
          state: { ...state, on_hand },
          signs: signs.has(lot) ? (found as LotSigns) : null,
          reports: reports.get(lot) ?? [],
        },
      ]
    }),
  )
}

const different = (column: string, when: string) =>
  `uniqCombined64If(20)(cityHash64(${column}), ${column} != '' AND ${when})`

async function readSigns(read: Read, { catalogue }: QueryContext, range: Range) {
  const rows = await read(
    `SELECT lot, max(product), ${different('device_id', lifeSigns)}, ${different('user_id', '1')},
      countIf(type = 'telemetry' AND action = 'read'),
      toFloat64(sumIf(ifNull(valid_patch_days, 0), type = 'patch' AND action = 'day_recorded')),
      toFloat64(sumIf(ifNull(prescribed_days, 0), type = 'patch' AND action = 'day_recorded')),
      ${different('shipment_id', "type = 'shipment' AND action = 'dispatched'")},
      ${different('shipment_id', "type = 'shipment' AND action = 'delivered'")},
      ${different('order_id', "type = 'return' AND action = 'received'")}
    FROM ${overLots(catalogue)} WHERE ${isLot} GROUP BY lot ORDER BY lot`,
    boundsOf(range),
  )
  return new Map(
    rows.map(([lot, product, ...counts]) => {
      const [active_devices, users, readings, valid_days, prescribed_days, shipped, delivered, returned] =
        counts.map(Number)
      const signs = { active_devices, users, readings, valid_days, prescribed_days, shipped, delivered, returned }
      return [String(lot), { product: textOf(product), ...(signs as unknown as LotSigns) }]
    }),
  )
}

async function readReports(read: Read, range: Range): Promise<Map<string, ReportCount[]>> {
  const rows = await read(
    `SELECT lot, lower(trimBoth(term)) AS kind, toString(severity) AS harm, count()
    FROM ${ofTenant('events')} WHERE type = 'adverse_event' AND action = 'reported' AND ${inRange} AND ${isLot}
    GROUP BY lot, kind, harm ORDER BY lot, kind, harm`,
    boundsOf(range),
  )
  const counts = rows.map(([lot, term, severity, reports]) => ({
    lot: String(lot),
    ...{ term: String(term), severity: String(severity), reports: Number(reports) },
  }))
  return Map.groupBy(counts, ({ lot }) => lot)
}

/** A lot's state is what its last batch event says, however long before the range that was. */
async function readBatches(read: Read, range: Range) {
  const rows = await read(
    `SELECT lot, argMax(toString(action), moment), max(occurred_at), argMax(product_id, moment),
      toFloat64(sum(units_produced)), toFloat64(sum(units_rejected))
    FROM (SELECT *, ${logMoment} AS moment FROM ${ofTenant('events')})
    WHERE type = 'batch' AND ${untilEnd} AND ${isLot}
    GROUP BY lot ORDER BY lot`,
    boundsOf(range),
  )
  return new Map(
    rows.map(([lot, status, at, product, produced, rejected]) => [
      String(lot),
      {
        status: String(status),
        status_at: timeOf(at),
        product_id: textOf(product),
        ...{ produced: numberOf(produced), rejected: numberOf(rejected), on_hand: null },
      },
    ]),
  )
}
