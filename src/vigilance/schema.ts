import { Type } from 'typebox'

const Maybe = Type.Union([Type.String(), Type.Null()])

export const IncidentSchema = Type.Object({
  report_id: Type.String(),
  status: Type.String({ enum: ['reported', 'updated', 'closed'] }),
  severity: Maybe,
  occurred_at: Type.String({ description: 'Of the first event of the report' }),
  aware_at: Maybe,
  reportable: Type.Union([Type.Boolean(), Type.Null()]),
  outcome: Maybe,
  imdrf_codes: Type.Array(Type.String()),
  product_id: Maybe,
  device_type: Maybe,
  device_id: Maybe,
  lot: Maybe,
  serial: Maybe,
  udi: Maybe,
  firmware: Maybe,
  country: Maybe,
  user_id: Maybe,
  term: Maybe,
  narrative: Maybe,
})

export const ClockSchema = Type.Object({
  class: Type.Union([
    Type.String({ enum: ['public_health_threat', 'death_or_unanticipated_deterioration', 'other_serious'] }),
    Type.Null(),
  ]),
  state: Type.String({
    enum: ['not_reportable', 'closed', 'running', 'half', 'due_soon', 'overdue'],
    description: 'By the deadline that comes first: half of its time has gone, 80 % of it, or all',
  }),
  since: Type.String({ description: 'When time began to run' }),
  is_assumed: Type.Boolean({
    description: 'No event records the awareness: time runs from when the report was received',
  }),
  deadlines: Type.Array(
    Type.Object({
      authority: Type.String({ enum: ['EU', 'FDA'] }),
      days: Type.Integer(),
      counts: Type.String({ enum: ['calendar_days', 'work_days'] }),
      due_at: Type.String(),
      elapsed: Type.Number({ description: 'Share of the time that has gone; more than 1 when it is late' }),
    }),
  ),
})

export const MissingFieldSchema = Type.Object({
  field: Type.String(),
  section: Type.String({ enum: ['administrative', 'device', 'incident', 'patient'] }),
})
