import { poissonInterval } from '../../statistics/poisson-interval.ts'
import type { QueryContext } from '../../warehouse/ask.ts'
import { parseRange, parseZone } from '../../warehouse/time/parse-range.ts'
import { withMeta } from '../run-statements.ts'
import { type FullLot, type LotsAnswer, type LotsRequest, type RatedLot, spanOf } from './request.ts'
import { lotSignal, reportsIn } from './signal.ts'
import { countSuppressed, findHiddenLots, suppressed } from './small-cells.ts'
import { type LotSigns, type SurveyedLot, surveyLots } from './sql.ts'
import { limitsFor, standingOf } from './standing.ts'

const nothing: LotSigns = {
  ...{ active_devices: 0, users: 0, readings: 0, valid_days: 0, prescribed_days: 0 },
  ...{ shipped: 0, delivered: 0, returned: 0 },
}

/**
 * All lots to which something happened in the range, with the limits of their funnel plot.
 * Throws Failure: invalid_request, query_too_large (more than 100 000 lots), warehouse_unavailable.
 */
export function answerLots(request: LotsRequest, context: QueryContext): Promise<LotsAnswer> {
  const range = parseRange(spanOf(request), parseZone(request.timezone, context.model.zones))
  return withMeta(context, request.explain, async (read) => {
    const all = await surveyLots(read, context, range)
    const lots = rowsOf([...all.values()])
    const least = context.money.smallCell ?? 0
    const hidden = await findHiddenLots(read, range, lots, least)
    const isTold = !hidden.tellsOf(
      'reports',
      lots.map(({ lot }) => lot),
    )
    const target = isTold ? targetOf(lots).rate : null
    const whole = rateOver(lots)
    // A suppressed figure must not be disclosed by its place in the list, either.
    const shown = lots.map((lot) => suppressed(heldAgainst(lot, target), hidden))
    return {
      lots: shown.sort(
        (a, b) =>
          Number(b.signal) - Number(a.signal) ||
          (b.adverse_events ?? -1) - (a.adverse_events ?? -1) ||
          (a.lot < b.lot ? -1 : 1),
      ),
      overall: { ...whole, adverse_events: isTold ? whole.adverse_events : null, rate: target },
      limits: limitsUpTo(Math.max(0, ...lots.map(({ active_devices }) => active_devices)), target),
      ...(least > 0 && { suppressed: countSuppressed(lots, hidden) }),
    }
  })
}

/** The rows of the lots to which something happened, each held against the others of its product. */
export function rowsOf(all: readonly SurveyedLot[]): RatedLot[] {
  const families = Map.groupBy(all, ({ product_id }) => product_id)
  return all
    .filter(({ signs }) => signs !== null)
    .map((lot) => {
      const siblings = (families.get(lot.product_id) ?? []).filter((other) => other !== lot)
      return rowOf(lot, siblings)
    })
}

/** A lot in figures, held against its siblings. */
export function rowOf(
  { lot, product_id, state, signs, reports }: SurveyedLot,
  siblings: readonly SurveyedLot[],
): RatedLot {
  const { valid_days, prescribed_days, ...counts } = signs ?? nothing
  const adverse_events = reportsIn(reports)
  const rate = poissonInterval(adverse_events)
  const perDevice = (events: number) => (counts.active_devices === 0 ? null : events / counts.active_devices)
  const signal = lotSignal(
    reports,
    siblings.flatMap((sibling) => sibling.reports),
  )
  return {
    lot,
    product_id,
    ...state,
    ...counts,
    adherence: prescribed_days === 0 ? null : valid_days / prescribed_days,
    adverse_events,
    ...{ rate: perDevice(rate.value), rate_low: perDevice(rate.low), rate_high: perDevice(rate.high) },
    ...{ prr: signal?.value ?? null, prr_low: signal?.low ?? null, prr_high: signal?.high ?? null },
    prr_of: signal?.kind ?? null,
    signal: signal?.signal ?? false,
  }
}

/** What the rate of a lot is held against: that of all lots that have active devices. */
export const targetOf = (lots: readonly RatedLot[]) => rateOver(lots.filter(({ active_devices }) => active_devices > 0))

/** A lot with where it stands against the limits around a target. */
export const heldAgainst = (lot: RatedLot, target: number | null): FullLot => ({
  ...lot,
  standing: standingOf(lot.rate, lot.active_devices, target),
})

/** Devices and reports of some lots together; a device that changed its lot counts in each. */
export function rateOver(lots: readonly Pick<FullLot, 'active_devices' | 'adverse_events'>[]) {
  const active_devices = lots.reduce((sum, lot) => sum + lot.active_devices, 0)
  const adverse_events = lots.reduce((sum, lot) => sum + lot.adverse_events, 0)
  return { active_devices, adverse_events, rate: active_devices === 0 ? null : adverse_events / active_devices }
}

const points = 40

/** The funnel from one device to the most that a lot has, closer together where it narrows fast. */
function limitsUpTo(most: number, target: number | null): LotsAnswer['limits'] {
  if (target === null) return []
  const exposures = Array.from({ length: points }, (_, index) => Math.round(most ** (index / (points - 1))))
  return [...new Set(exposures)].map((active_devices) => limitsFor(target, active_devices))
}
