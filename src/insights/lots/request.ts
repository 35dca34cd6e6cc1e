import { type Static, Type } from 'typebox'
import { MetaSchema } from '../question.ts'
import { standings } from './standing.ts'

const Bound = Type.String({ maxLength: 40, description: 'A date in the time zone, or an RFC 3339 moment' })

/** Which lots, and what happened to them when: over their whole life where no bound is given. */
export const LotsRequestSchema = Type.Object({
  from: Type.Optional(Bound),
  to: Type.Optional(Bound),
  timezone: Type.Optional(Type.String({ maxLength: 64 })),
  explain: Type.Optional(Type.Boolean()),
})
export type LotsRequest = Static<typeof LotsRequestSchema>

/** The bounds of a request; what is not given is as far as events go, so that a lot is seen over its whole life. */
export const spanOf = ({ from = '1970-01-01', to = '2199-01-01' }: LotsRequest) => ({ from, to })

export const Maybe = (description: string) => Type.Union([Type.Number(), Type.Null()], { description })
export const MaybeText = Type.Union([Type.String(), Type.Null()])

/** A lot in figures. What it is, is as of the end of the range; what happened to it, happened in the range. */
export const lotProperties = {
  lot: Type.String(),
  product_id: MaybeText,
  status: Type.String({ enum: ['produced', 'released', 'quarantined', 'recalled', 'unknown'] }),
  status_at: MaybeText,
  produced: Maybe('Units; null where no event records them'),
  rejected: Maybe('Units'),
  on_hand: Maybe('Units in all warehouses, by the last count of the lot and what moved since'),
  shipped: Type.Integer({ description: 'Parcels dispatched that held units of it' }),
  delivered: Type.Integer({ description: 'Parcels delivered that held units of it' }),
  returned: Type.Integer({ description: 'Orders of which units of it came back' }),
  active_devices: Type.Integer({ description: 'Devices that gave a sign of life under this lot' }),
  users: Type.Integer({ description: 'People in any event that names the lot' }),
  readings: Maybe('null: suppressed for the tenant’s small_cell, as all figures of health here'),
  adherence: Maybe('Valid patch days / prescribed days'),
  adverse_events: Maybe('Reports; null: suppressed'),
  rate: Maybe('Reports per active device'),
  rate_low: Maybe('Low end of the exact Poisson interval of 95 % (Garwood)'),
  rate_high: Maybe('High end'),
  prr: Maybe(
    'Proportional reporting ratio of prr_of against the sibling lots of the product; of reports, not of rates',
  ),
  prr_low: Maybe('Low end of its log-normal interval of 95 %'),
  prr_high: Maybe('High end'),
  prr_of: Type.Union([Type.String(), Type.Null()], {
    description: 'The kind of report that stands out most: a term, or serious',
  }),
  signal: Type.Boolean({ description: 'PRR ≥ 2, chi-square ≥ 4 and 3 reports or more (Evans 2001)' }),
  standing: Type.Union([Type.String({ enum: [...standings] }), Type.Null()], {
    description:
      'The rate against the control limits for its number of devices: above that of 99.8 %, above or below that of 95 %, ' +
      'or within; null without a rate',
  }),
}

const LotRow = Type.Object(lotProperties, { title: 'LotRow' })
export type LotRow = Static<typeof LotRow>
/** A lot with all of its figures, before small cells are suppressed. */
export type FullLot = LotRow & { readonly readings: number; readonly adverse_events: number }
/** A lot before it is held against all others. */
export type RatedLot = Omit<FullLot, 'standing'>

export const LotsAnswerSchema = Type.Object({
  lots: Type.Array(LotRow, { description: 'Signals first, then the most reports' }),
  overall: Type.Object({
    active_devices: Type.Integer({ description: 'Σ over lots' }),
    adverse_events: Maybe('Σ over lots; null: suppressed'),
    rate: Maybe('Reports per active device over the lots that have active devices: the target of the funnel'),
  }),
  limits: Type.Array(
    Type.Object({
      active_devices: Type.Integer(),
      low95: Type.Number(),
      high95: Type.Number(),
      low998: Type.Number(),
      high998: Type.Number(),
    }),
    { description: 'Exact Poisson control limits of the rate around the overall rate (Spiegelhalter 2005)' },
  ),
  meta: MetaSchema,
})
export type LotsAnswer = Static<typeof LotsAnswerSchema>
