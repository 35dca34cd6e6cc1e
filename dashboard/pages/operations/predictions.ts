import type { Ask } from '../../api/ask.ts'
import type { Answered } from '../../api/generated/contract.ts'
import type { View } from '../../filters/view.ts'
import { definePanel } from '../../panels/panel.ts'
import type { Cell } from '../../panels/table.ts'

type PredictionsAnswer = Answered<'POST /analytics/predictions'>
type Verdict = PredictionsAnswer['comparisons'][number]['verdict']

/** All three panels ask the same, and so share one answer. */
const askPredictions = ({ range: { from, to }, timezone }: View): readonly Ask[] => [
  { method: 'POST', path: '/analytics/predictions', body: { from, to, timezone } },
]
const none = 'No predictions were recorded in this range.'

const text = (id: string, title: string) => ({ id, title, unit: 'text' as const })
const count = (id: string, title: string) => ({ id, title, unit: 'count' as const })
const ratio = (id: string, title: string) => ({ id, title, unit: 'ratio' as const })

/** Above it predictions have drifted (Siddiqi 2006). */
const shifted = 0.25
const driftTone = (cell: Cell) => (typeof cell === 'number' && cell > shifted ? 'warn' : undefined)

export const predictionQuality = definePanel<PredictionsAnswer>({
  id: 'prediction_quality',
  title: 'Predictions and outcomes',
  question: 'How accurate is each model, and have its predictions drifted?',
  formula:
    'Of predictions made in the range. MAE: mean absolute error. Bias: mean of predicted minus observed. Coverage: observed values within their ' +
    'intervals. Brier: mean squared error of probabilities, beside that of the base rate. Drift: population stability index ' +
    'of the predictions, later half against earlier half; above 0.25 they have drifted.',
  width: 12,
  ask: askPredictions,
  show: ([{ models }]) => {
    if (models.length === 0) return { table: null, reason: none }
    return {
      table: {
        columns: [
          ...[text('model', 'Model'), text('model_version', 'Version'), text('unit', 'Unit')],
          ...[count('predictions', 'Predictions'), count('observed', 'Observed')],
          ...[count('mae', 'MAE'), count('bias', 'Bias'), ratio('coverage', 'Coverage')],
          ...[count('brier', 'Brier'), count('base_brier', 'Brier of the base rate')],
          { ...count('drift', 'Drift'), tone: driftTone },
        ],
        rows: models.map((it) => [
          ...[it.model, it.model_version, it.unit === '' ? null : it.unit, it.predictions, it.observed],
          ...[it.mae, it.bias, it.coverage, it.brier, it.base_brier, it.drift],
        ]),
        currency: null,
      },
    }
  },
})

export const predictionCalibration = definePanel<PredictionsAnswer>({
  id: 'prediction_calibration',
  title: 'Calibration of probabilities',
  question: 'Do predicted probabilities match observed frequencies?',
  width: 12,
  formula:
    'Predictions in up to ten bins of about the same size by their probability: the mean predicted, and the observed share.',
  ask: askPredictions,
  show: ([{ models }]) => {
    const bins = models.flatMap((it) => it.calibration.map((bin) => ({ ...it, ...bin })))
    if (bins.length === 0)
      return { table: null, reason: 'No predicted probabilities with a known outcome in this range.' }
    return {
      table: {
        columns: [
          ...[text('model', 'Model'), text('model_version', 'Version')],
          ...[ratio('predicted', 'Told'), ratio('observed', 'Happened'), count('cases', 'Predictions')],
        ],
        rows: bins.map((it) => [it.model, it.model_version, it.predicted, it.observed, it.cases]),
        currency: null,
      },
    }
  },
})

const verdicts: Readonly<Record<Verdict, string>> = {
  challenger_better: 'Challenger is better',
  champion_better: 'Champion is better',
  no_difference: 'No difference',
  not_enough_data: 'Too few pairs to tell',
}

export const predictionComparison = definePanel<PredictionsAnswer>({
  id: 'prediction_comparison',
  title: 'Champion and challenger',
  question: 'Which of two models or versions was closer on the same subjects and days?',
  width: 12,
  formula:
    'Absolute error of the challenger less that of the champion, which is the one with more predictions, on the same subject, day and unit: ' +
    'its mean with an interval of 95 %. Below 0 the challenger is better.',
  ask: askPredictions,
  show: ([{ comparisons }]) => {
    if (comparisons.length === 0)
      return { table: null, reason: 'No two models predicted the same subjects and days in this range.' }
    const nameOf = ({ model, model_version }: { model: string; model_version: string }) => `${model} ${model_version}`
    return {
      table: {
        columns: [
          ...[text('champion', 'Champion'), text('challenger', 'Challenger'), count('pairs', 'Pairs')],
          ...[count('difference', 'Difference'), count('difference_low', 'From'), count('difference_high', 'To')],
          text('verdict', 'Result'),
        ],
        rows: comparisons.map((it) => [
          ...[nameOf(it.champion), nameOf(it.challenger), it.pairs],
          ...[it.difference, it.difference_low, it.difference_high, verdicts[it.verdict]],
        ]),
        currency: null,
      },
    }
  },
})
