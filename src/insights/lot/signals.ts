import { safetyDesign } from '../../statistics/cusum/poisson-cusum.ts'
import type { QueryContext } from '../../warehouse/ask.ts'
import { parseRange, parseZone } from '../../warehouse/time/parse-range.ts'
import { spanOf } from '../lots/request.ts'
import { reportsIn } from '../lots/signal.ts'
import { surveyLots } from '../lots/sql.ts'
import { withMeta } from '../run-statements.ts'
import { lotCusumOf } from './cusum.ts'

export interface SignalledLot {
  readonly lot: string
  /** The first day of the signal, of the tenant's time zone. */
  readonly signal_on: string
  /** The statistic on that day; where figures of the lot are suppressed, the limit that it reached. */
  readonly value: number
  readonly limit: number
}

/** Fewer reports cannot lift the statistic from its head start to the limit. */
const fewestReports = Math.ceil(safetyDesign.limit / 2 / Math.log(safetyDesign.ratio))

/**
 * Lots of which adverse events come faster than those of their siblings, over their whole life, as the page of each tells it. Of recalled
 * lots it is known.
 * Throws Failure: query_too_large, warehouse_unavailable.
 */
export async function lotSignals(context: QueryContext): Promise<SignalledLot[]> {
  const zone = parseZone(context.money.timezone, context.model.zones)
  const range = parseRange(spanOf({}), zone)
  const { signalled } = await withMeta(context, false, async (read) => {
    const lots = [...(await surveyLots(read, context, range)).values()]
    const families = Map.groupBy(lots, ({ product_id }) => product_id)
    const signalled: SignalledLot[] = []
    for (const { lot, product_id, state, reports } of lots) {
      if (state.status === 'recalled' || reportsIn(reports) < fewestReports) continue
      const siblings = (families.get(product_id) ?? []).filter((it) => it.lot !== lot && it.signs !== null)
      const isTold = (context.money.smallCell ?? 0) === 0
      const names = siblings.map((it) => it.lot)
      const { signal_on, limit, by_day } = await lotCusumOf(read, range, { lot, siblings: names, zone, isTold })
      if (signal_on === null) continue
      const value = by_day.find(({ day }) => day === signal_on)?.value ?? limit
      signalled.push({ lot, signal_on, value, limit })
    }
    return { signalled }
  })
  return signalled
}
