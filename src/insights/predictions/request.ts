import { type Static, Type } from 'typebox'
import { MetaSchema, spanProperties } from '../question.ts'

const { filters, ...span } = spanProperties

/** How well predictions of models did, by events `prediction.made` and `prediction.observed`. */
export const PredictionsRequestSchema = Type.Object(span, { additionalProperties: false })
export type PredictionsRequest = Static<typeof PredictionsRequestSchema>

const Maybe = (description: string) => Type.Union([Type.Number(), Type.Null()], { description })

const identity = {
  model: Type.String(),
  model_version: Type.String(),
}

const Quality = Type.Object({
  ...identity,
  unit: Type.String({ description: 'Of its values; empty where events name none' }),
  predictions: Type.Integer({ description: 'Made in the range' }),
  observed: Type.Integer({ description: 'Whose observed value is known, whenever it was recorded' }),
  mae: Maybe('Mean absolute error'),
  bias: Maybe('Mean of predicted less observed'),
  coverage: Maybe('The share of observed values that lay within their intervals'),
  intervals: Type.Integer({ description: 'Observed values that had an interval' }),
  brier: Maybe('Of probabilities of what happens or does not (observed 1 or 0); else null'),
  base_brier: Maybe('The Brier score of the share that happened, predicted for all alike'),
  calibration: Type.Array(
    Type.Object({
      cases: Type.Integer(),
      predicted: Type.Number({ description: 'The mean predicted probability' }),
      observed: Type.Number({ description: 'The share that happened' }),
    }),
    { description: 'Of probabilities, in up to ten bins of about the same size' },
  ),
  drift: Maybe(
    'Population stability index of the predictions, later half against earlier half: above 0.25 it has shifted; null of fewer than 100',
  ),
})

const Comparison = Type.Object({
  champion: Type.Object(identity, { description: 'The one with more predictions of the two' }),
  challenger: Type.Object(identity),
  pairs: Type.Integer({ description: 'Subjects and days that both predicted and whose observed value is known' }),
  difference: Maybe('Mean absolute error of the challenger less that of the champion; null of fewer than 10 pairs'),
  difference_low: Maybe('Low end of its interval of 95 %'),
  difference_high: Maybe('High end'),
  verdict: Type.String({ enum: ['challenger_better', 'champion_better', 'no_difference', 'not_enough_data'] }),
})

export const PredictionsAnswerSchema = Type.Object({
  models: Type.Array(Quality, { description: 'By model, version and unit' }),
  comparisons: Type.Array(Comparison, {
    description: 'Of each two models or versions that predicted the same subjects and days in the same unit',
  }),
  meta: MetaSchema,
})
export type PredictionsAnswer = Static<typeof PredictionsAnswerSchema>
