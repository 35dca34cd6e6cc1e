import { type Static, Type } from 'typebox'
import { MetaSchema, spanProperties } from '../question.ts'

/** Which readings do not fit with what their own device read before. */
export const AnomaliesRequestSchema = Type.Object(
  {
    metric: Type.String({ minLength: 1, maxLength: 100, default: 'glucose' }),
    ...spanProperties,
    threshold: Type.Number({ exclusiveMinimum: 0, maximum: 1000, default: 3.5 }),
    window: Type.Integer({
      minimum: 24,
      maximum: 2_000,
      default: 288,
      description: 'How many readings before it a reading is held against; 288 are a day of one each five minutes',
    }),
    limit: Type.Integer({ minimum: 1, maximum: 1_000, default: 100, description: 'Devices, and samples' }),
  },
  { additionalProperties: false },
)
export type AnomaliesRequest = Static<typeof AnomaliesRequestSchema>

const Maybe = (description: string) => Type.Union([Type.Number(), Type.Null()], { description })

export const AnomaliesAnswerSchema = Type.Object({
  readings: Type.Integer(),
  scored: Type.Integer({ description: 'Readings with history enough: 24 of the same device and unit in the range' }),
  anomalies: Type.Integer({ description: 'Readings whose score is beyond the threshold either way' }),
  devices: Type.Array(
    Type.Object({
      device_id: Type.String(),
      unit: Type.String(),
      readings: Type.Integer(),
      anomalies: Type.Integer(),
      share: Maybe('Anomalies / readings that have a score'),
      median: Type.Number({ description: 'Of all its readings of the range' }),
      mad: Type.Number({ description: 'Median absolute deviation of all its readings of the range' }),
      last_at: Type.String(),
    }),
    { description: 'Those with the most anomalies first' },
  ),
  samples: Type.Array(
    Type.Object({
      event_id: Type.String(),
      device_id: Type.String(),
      occurred_at: Type.String(),
      value: Type.Number(),
      unit: Type.String(),
      score: Type.Number({ description: 'Modified z-score (Iglewicz and Hoaglin 1993)' }),
      median: Type.Number({ description: 'Of the readings before it' }),
      mad: Type.Number({ description: 'Of the readings before it' }),
    }),
    { description: 'The strangest readings first' },
  ),
  meta: MetaSchema,
})
export type AnomaliesAnswer = Static<typeof AnomaliesAnswerSchema>
