import { Failure } from '../../platform/errors.ts'
import { rateRatio } from '../../statistics/rate-ratio.ts'
import type { QueryContext } from '../../warehouse/ask.ts'
import { parseRange, parseZone } from '../../warehouse/time/parse-range.ts'
import { heldAgainst, rateOver, rowOf, rowsOf, targetOf } from '../lots/answer.ts'
import { lotStock } from '../lots/piles.ts'
import { type FullLot, type LotsRequest, type RatedLot, spanOf } from '../lots/request.ts'
import { countSuppressed, findHiddenLots, type HiddenLots, suppressed } from '../lots/small-cells.ts'
import { type ReportCount, type SurveyedLot, surveyLots } from '../lots/sql.ts'
import { withMeta } from '../run-statements.ts'
import { lotBalance } from './balance.ts'
import { lotCusumOf } from './cusum.ts'
import type { LotAnswer } from './request.ts'
import { suppressedDetails } from './small-cells.ts'
import { lotDays, lotHistory, lotParcels, lotReports } from './sql.ts'

/** One lot by its number, over its whole life unless a range is given. */
export type LotRequest = LotsRequest & { readonly lot: string }

/**
 * Everything about one lot, by the same figures that the list of lots has.
 * Throws Failure: not_found where no event until the end of the range names it; else as answerLots.
 */
export function answerLot({ lot: name, ...request }: LotRequest, context: QueryContext): Promise<LotAnswer> {
  const zone = parseZone(request.timezone, context.model.zones)
  const range = parseRange(spanOf(request), zone)
  return withMeta(context, request.explain, async (read) => {
    const all = await surveyLots(read, context, range)
    const lot = all.get(name)
    if (lot === undefined) throw new Failure('not_found', `no event of that time names a lot ${name}`)
    const family = [...all.values()].filter((other) => other !== lot && other.product_id === lot.product_id)
    const row = rowOf(lot, family)
    const piles = await lotStock(read, range, name)
    const least = context.money.smallCell ?? 0
    const lots = rowsOf([...all.values()])
    const hidden = await findHiddenLots(read, range, lots, least)
    const isTargetTold = !hidden.tellsOf(
      'reports',
      lots.map((it) => it.lot),
    )
    const full = heldAgainst(row, isTargetTold ? targetOf(lots).rate : null)
    const days = await lotDays(read, range, zone, name)
    const siblings = family.filter(({ signs }) => signs !== null).map((it) => it.lot)
    const details = { severities: severitiesOf(lot.reports), reports: await lotReports(read, range, name), ...days }
    const told = await suppressedDetails(read, range, { lot: name, zone, least }, details, hidden)
    const isCusumTold =
      !hidden.has('reports', name) &&
      !hidden.tellsOf('reports', siblings) &&
      told.by_day.every(({ adverse_events }) => adverse_events !== null)
    return {
      ...suppressed(full, hidden),
      history: await lotHistory(read, range, name),
      balance: await lotBalance(read, range, row),
      on_hand_by_warehouse: piles.map(({ lot, ...pile }) => pile),
      ...(await lotParcels(read, range, name)),
      devices_reached: days.devices_reached,
      ...told,
      cusum: await lotCusumOf(read, range, { lot: name, siblings, zone, isTold: isCusumTold }),
      ...comparedWith(row, family, hidden),
      ...(least > 0 && { suppressed: countSuppressed([full], hidden) }),
    }
  })
}

function severitiesOf(reports: readonly ReportCount[]): LotAnswer['severities'] {
  return [...Map.groupBy(reports, ({ severity }) => severity)]
    .map(([severity, some]) => ({ severity, reports: some.reduce((sum, { reports }) => sum + reports, 0) }))
    .sort((a, b) => b.reports - a.reports)
}

function comparedWith(row: RatedLot, family: readonly SurveyedLot[], hidden: HiddenLots) {
  const siblings = family.filter(({ signs }) => signs !== null).map((lot) => rowOf(lot, []))
  const { active_devices, adverse_events } = rateOver(siblings)
  const active = rateOver(siblings.filter((sibling) => sibling.active_devices > 0))
  const ratio = rateRatio(exposed(row), exposed(active))
  const isTold = !hidden.tellsOf(
    'reports',
    siblings.map(({ lot }) => lot),
  )
  const isRatioTold = isTold && !hidden.has('reports', row.lot)
  const finite = (value: number | undefined) =>
    value === undefined || !isRatioTold || !Number.isFinite(value) ? null : value
  return {
    siblings: { lots: siblings.length, active_devices, adverse_events: isTold ? adverse_events : null },
    rate_ratio: finite(ratio?.value),
    rate_ratio_low: finite(ratio?.low),
    rate_ratio_high: finite(ratio?.high),
  }
}

const exposed = ({ active_devices, adverse_events }: Pick<FullLot, 'active_devices' | 'adverse_events'>) => ({
  events: adverse_events,
  exposure: active_devices,
})
