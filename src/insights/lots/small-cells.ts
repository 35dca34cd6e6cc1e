import { hiddenInLines, mayBeTold } from '../../query/small-cells.ts'
import { ofTenant } from '../../warehouse/sql/relation.ts'
import { inRange } from '../../warehouse/time/clickhouse-time.ts'
import type { Range } from '../../warehouse/time/range.ts'
import { boundsOf, type Read } from '../run-statements.ts'
import { isLot } from './naming.ts'
import type { FullLot, LotRow } from './request.ts'

/** The figures of a lot that concern health, by the events that they rest on. */
export const kinds = {
  reports: "type = 'adverse_event' AND action = 'reported'",
  readings: "type = 'telemetry' AND action = 'read'",
  days: "type = 'patch' AND action = 'day_recorded'",
} as const
type Kind = keyof typeof kinds
const names = Object.keys(kinds) as Kind[]

export const devices = (when: string) => `uniqExactIf(device_id, ${when})`
export const ofHealth = "type IN ('adverse_event', 'telemetry', 'patch')"

/** Which lots' figures rest on too few devices, or would disclose one that does; of each kind. */
export interface HiddenLots {
  readonly has: (kind: Kind, lot: string) => boolean
  /** Whether the sum of a kind over these lots would disclose few. */
  readonly tellsOf: (kind: Kind, lots: readonly string[]) => boolean
}

/** Hides nothing. */
export const noneHidden: HiddenLots = { has: () => false, tellsOf: () => false }

/**
 * Finds the small cells of a survey of lots. Sums are shown over all lots, and over those of a product.
 * @param least devices that a figure must rest on; 0: all are shown
 */
export async function findHiddenLots(
  read: Read,
  range: Range,
  lots: readonly { readonly lot: string; readonly product_id: string | null }[],
  least: number,
): Promise<HiddenLots> {
  if (least === 0) return noneHidden
  const rows = await read(
    `SELECT lot, ${names.map((kind) => devices(kinds[kind])).join(', ')} FROM ${ofTenant('events')}
    WHERE ${ofHealth} AND ${inRange} AND ${isLot} GROUP BY lot`,
    boundsOf(range),
  )
  const counts = new Map(rows.map(([lot, ...counted]) => [String(lot), counted.map(Number)]))
  const products = [...Map.groupBy(lots.keys(), (index) => lots[index]?.product_id ?? '').values()]
  const lines = [[...lots.keys()], ...products]
  const hidden = new Map<Kind, ReadonlyMap<string, number>>()
  for (const [at, kind] of names.entries()) {
    const behind = lots.map(({ lot }) => counts.get(lot)?.[at] ?? 0)
    const found = [...hiddenInLines(behind, lines, least)]
    hidden.set(kind, new Map(found.map((index) => [lots[index]?.lot ?? '', behind[index] ?? 0])))
  }
  return {
    has: (kind, lot) => hidden.get(kind)?.has(lot) === true,
    tellsOf: (kind, some) =>
      !mayBeTold(
        some.flatMap((lot) => hidden.get(kind)?.get(lot) ?? []),
        least,
      ),
  }
}

/**
 * A lot without its suppressed figures. Whether it has a signal is shown in any case: that it takes three reports is
 * known, and a safety signal must not be hidden from those who monitor it.
 */
export function suppressed<Row extends FullLot>(lot: Row, hidden: HiddenLots): Omit<Row, keyof LotRow> & LotRow {
  return {
    ...lot,
    ...(hidden.has('reports', lot.lot) && {
      ...{ adverse_events: null, rate: null, rate_low: null, rate_high: null, standing: null },
      ...{ prr: null, prr_low: null, prr_high: null, prr_of: null },
    }),
    ...(hidden.has('readings', lot.lot) && { readings: null }),
    ...(hidden.has('days', lot.lot) && { adherence: null }),
  }
}

/** How many figures of a list of lots are suppressed. */
export const countSuppressed = (lots: readonly Pick<LotRow, 'lot'>[], hidden: HiddenLots): number =>
  lots.reduce((sum, { lot }) => sum + names.filter((kind) => hidden.has(kind, lot)).length, 0)
